// SPDX-License-Identifier: Apache-2.0

/** Language detection with Apache OpenNLP. */
@NullMarked
package dev.milena.language.opennlp;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** In which language a text is written, and what becomes of one whose language is not sure. Knows no model. */
@NullMarked
package dev.milena.language;

import org.jspecify.annotations.NullMarked;

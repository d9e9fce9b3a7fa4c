// SPDX-License-Identifier: Apache-2.0

/**
 * The engine SPI: token ids in, hypotheses out, one call a batch. Pure Java; implementations live in sub-packages and
 * are the only code that knows an inference library.
 */
@NullMarked
package dev.milena.engine;

import org.jspecify.annotations.NullMarked;

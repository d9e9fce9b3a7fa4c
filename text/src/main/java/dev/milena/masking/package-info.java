// SPDX-License-Identifier: Apache-2.0

/**
 * Stand-ins for protected pieces in what a model is asked, and the pieces back in its answer: where the model wrote the
 * stand-ins or, where it lost them, where the word alignment says. Knows no models, no segments and no streams.
 */
@NullMarked
package dev.milena.masking;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Pieces of a text that must not change, such as URLs, placeholders and tags: found by rules, replaced by stand-ins before a
 * model is asked, and put back into its answer where the model wrote the stand-ins or, where it lost them, where the word
 * alignment says. Knows no models, no segments and no streams.
 */
@NullMarked
package dev.milena.protection;

import org.jspecify.annotations.NullMarked;

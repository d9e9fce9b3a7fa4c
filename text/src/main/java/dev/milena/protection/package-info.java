// SPDX-License-Identifier: Apache-2.0

/**
 * What must not change in a text, such as URLs, placeholders and tags, and how it is found. Knows no models, no answers and no
 * streams.
 */
@NullMarked
package dev.milena.protection;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * How texts come in, for every command alike: lines of UTF-8 that are taken as they are or refused by name, and arguments
 * as they were typed. Nothing is mended.
 */
@NullMarked
package dev.milena.app.lines;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/**
 * Which term is to be translated how: glossaries, how they are read, and where their terms stand in a text. Knows neither models
 * nor other rooms of this module.
 */
@NullMarked
package dev.milena.glossary;

import org.jspecify.annotations.NullMarked;

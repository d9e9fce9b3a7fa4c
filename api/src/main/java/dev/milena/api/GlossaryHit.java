// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import org.jspecify.annotations.Nullable;

/**
 * A term of a glossary in a text, and its translation in the answer. Immutable, any thread.
 *
 * @param source where the term stands in the text
 * @param output where its translation stands in the answer; null where it is missed
 * @param term the term as the glossary has it
 * @param translation its translation as the glossary has it
 * @param use what became of it
 */
public record GlossaryHit(TextSpan source, @Nullable TextSpan output, String term, String translation, TermUse use) {}

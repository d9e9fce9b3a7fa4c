// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;

/**
 * Which output word came from which source words.
 *
 * @param sourceWords words of the source text in order, of a cut text those that the model saw
 * @param outputWords words of the output text in order
 * @param links sorted by output word, then by source word; every index is valid in the two lists
 */
public record WordAlignment(List<TextSpan> sourceWords, List<TextSpan> outputWords, List<AlignmentLink> links) {

    public WordAlignment {
        sourceWords = List.copyOf(sourceWords);
        outputWords = List.copyOf(outputWords);
        links = List.copyOf(links);
    }
}

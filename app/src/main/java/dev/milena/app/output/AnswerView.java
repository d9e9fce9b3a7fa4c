// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.api.Answer;
import dev.milena.api.TextSpan;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.Span;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One answer as people and programs read it, whether it came straight from a model or over a topic. Immutable.
 *
 * @param source the source text, or null where the output does not carry it
 * @param output the output text
 * @param score the search's own score
 * @param confidence exp(mean token log-probability), 0..1
 * @param logProbMean mean token log-probability
 * @param logProbStddev standard deviation of the token log-probabilities
 * @param finishReason {@code END_TOKEN} or {@code LENGTH_LIMIT}
 * @param sourceTokens tokens the model saw
 * @param sourceCut UTF-16 code units of the source that the model read, where it was cut; null: all of it
 * @param outputTokens tokens emitted
 * @param sourceWords source words in order, or null where the source text is not carried
 * @param outputWords output words in order
 * @param links pairs of word indexes, sorted by output word
 * @param scored whether the output was given and only judged
 * @param alternatives what else the search found, best first
 * @param unknown pieces of the source that the vocabulary lacks, or, where the source text is not carried, where they are
 * @param unknownOutputTokens unknown tokens that the output had and does not show
 */
public record AnswerView(
        @Nullable String source,
        String output,
        float score,
        float confidence,
        float logProbMean,
        float logProbStddev,
        String finishReason,
        int sourceTokens,
        @Nullable Integer sourceCut,
        int outputTokens,
        @Nullable List<String> sourceWords,
        List<String> outputWords,
        List<Link> links,
        boolean scored,
        List<Other> alternatives,
        List<String> unknown,
        int unknownOutputTokens) {

    /** A source word and an output word that belong together, by index from 0. */
    public record Link(int source, int output) {
        /** As in the Pharaoh format: {@code source-output}. */
        @Override
        public String toString() {
            return source + "-" + output;
        }
    }

    /** Another answer to the same text, with the fields of the same names. */
    public record Other(
            String output,
            float score,
            float confidence,
            float logProbMean,
            float logProbStddev,
            String finishReason,
            int outputTokens) {

        static Other of(dev.milena.api.Alternative other) {
            return new Other(
                    other.text(),
                    other.score(),
                    other.confidence(),
                    other.logProbMean(),
                    other.logProbStddev(),
                    other.finishReason().name(),
                    other.outputTokens());
        }

        static Other of(dev.milena.schemas.Alternative other) {
            return new Other(
                    other.getText(),
                    other.getScore(),
                    other.getConfidence(),
                    other.getLogProbMean(),
                    other.getLogProbStddev(),
                    other.getFinishReason().name(),
                    other.getOutputTokens());
        }
    }

    /** An answer of a model in this process. */
    public static AnswerView of(String source, Answer answer) {
        return new AnswerView(
                source,
                answer.text(),
                answer.score(),
                answer.confidence(),
                answer.logProbMean(),
                answer.logProbStddev(),
                answer.finishReason().name(),
                answer.sourceTokens(),
                answer.sourceCut(),
                answer.outputTokens(),
                answer.words().sourceWords().stream().map(s -> cut(source, s)).toList(),
                answer.words().outputWords().stream()
                        .map(s -> cut(answer.text(), s))
                        .toList(),
                answer.words().links().stream()
                        .map(link -> new Link(link.source(), link.output()))
                        .toList(),
                answer.scored(),
                answer.alternatives().stream().map(Other::of).toList(),
                answer.unknown().source().stream().map(s -> cut(source, s)).toList(),
                answer.unknown().outputTokens());
    }

    /** An answer that was read from a topic. */
    public static AnswerView of(EnrichedText answer) {
        String source = answer.getSourceText();
        return new AnswerView(
                source,
                answer.getText(),
                answer.getScore(),
                answer.getConfidence(),
                answer.getLogProbMean(),
                answer.getLogProbStddev(),
                answer.getFinishReason().name(),
                answer.getSourceTokens(),
                answer.getSourceCut(),
                answer.getOutputTokens(),
                source == null
                        ? null
                        : answer.getSourceWords().stream()
                                .map(s -> cut(source, s))
                                .toList(),
                answer.getOutputWords().stream()
                        .map(s -> cut(answer.getText(), s))
                        .toList(),
                answer.getAlignment().stream()
                        .map(link -> new Link(link.getSource(), link.getOutput()))
                        .toList(),
                answer.getScored(),
                answer.getAlternatives().stream().map(Other::of).toList(),
                answer.getUnknownSpans().stream()
                        .map(s -> source == null ? place(s) : cut(source, s))
                        .toList(),
                answer.getUnknownOutputTokens());
    }

    /** The alignment as Pharaoh pairs of word indexes, {@code 0-0 1-2}. */
    public String pharaoh() {
        return links.stream().map(Link::toString).collect(Collectors.joining(" "));
    }

    /** The source words of an output word, joined, or an empty string where it has none. */
    public String sourceOf(int outputWord) {
        List<String> words = Objects.requireNonNullElse(sourceWords, List.of());
        return links.stream()
                .filter(link -> link.output() == outputWord)
                .map(link -> words.get(link.source()))
                .collect(Collectors.joining(" "));
    }

    private static String place(Span span) {
        return "characters " + span.getStart() + " to " + span.getEnd();
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }

    private static String cut(String text, Span span) {
        return text.substring(span.getStart(), span.getEnd());
    }
}

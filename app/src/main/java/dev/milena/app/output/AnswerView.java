// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.TextSpan;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.Segment;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.Window;
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
 * @param segments the segments of a text that was answered in several
 * @param protectedPieces pieces of the source that stand byte for byte in the output
 * @param glossaryHits terms of a glossary in the source, and what became of them
 * @param doubts what looks wrong about the answer
 * @param leftOut places of the source that the answer does not rest on
 * @param languageConfidence how sure the source language is, where it was looked for; else null
 * @param window the window of events that the answer is a summary of; else null
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
        int unknownOutputTokens,
        List<Part> segments,
        List<Kept> protectedPieces,
        List<Hit> glossaryHits,
        List<Doubted> doubts,
        List<List<Integer>> leftOut,
        @Nullable Float languageConfidence,
        @Nullable Window window) {

    /**
     * A piece of the source that stands byte for byte in the output, and where it stands.
     *
     * @param source first offset and one past the last, as the answer counts them
     * @param output the same in the output
     * @param set the set of rules that protects it
     * @param placement how it came to its place
     */
    public record Kept(List<Integer> source, List<Integer> output, String set, String placement) {

        static Kept of(dev.milena.api.ProtectedPiece piece) {
            return new Kept(
                    List.of(piece.source().start(), piece.source().end()),
                    List.of(piece.output().start(), piece.output().end()),
                    piece.set(),
                    piece.placement().name());
        }

        static Kept of(dev.milena.schemas.ProtectedPiece piece) {
            return new Kept(
                    List.of(piece.getSource().getStart(), piece.getSource().getEnd()),
                    List.of(piece.getOutput().getStart(), piece.getOutput().getEnd()),
                    piece.getSet(),
                    piece.getPlacement().name());
        }
    }

    /**
     * A term of a glossary, and where its translation stands.
     *
     * @param source first offset and one past the last, as the answer counts them
     * @param output the same in the output; null where it is missed
     * @param term the term
     * @param translation its translation
     * @param use what became of it
     */
    public record Hit(
            List<Integer> source, @Nullable List<Integer> output, String term, String translation, String use) {

        static Hit of(dev.milena.api.GlossaryHit hit) {
            TextSpan output = hit.output();
            return new Hit(
                    List.of(hit.source().start(), hit.source().end()),
                    output == null ? null : List.of(output.start(), output.end()),
                    hit.term(),
                    hit.translation(),
                    hit.use().name());
        }

        static Hit of(dev.milena.schemas.GlossaryHit hit) {
            Span output = hit.getOutput();
            return new Hit(
                    List.of(hit.getSource().getStart(), hit.getSource().getEnd()),
                    output == null ? null : List.of(output.getStart(), output.getEnd()),
                    hit.getTerm(),
                    hit.getTranslation(),
                    hit.getUse().name());
        }
    }

    /**
     * One segment, and where it stands.
     *
     * @param source first offset and one past the last, as the answer counts them
     * @param output the same in the output
     * @param splitAt where it ends
     * @param refusal why it was left as it was, or null
     */
    public record Part(
            List<Integer> source,
            List<Integer> output,
            String splitAt,
            @Nullable String refusal,
            float confidence,
            String finishReason,
            int outputTokens,
            List<Other> alternatives) {

        static Part of(AnsweredSegment segment) {
            return new Part(
                    List.of(segment.source().start(), segment.source().end()),
                    List.of(segment.output().start(), segment.output().end()),
                    segment.splitAt().name(),
                    segment.refusal() == null ? null : segment.refusal().name(),
                    segment.confidence(),
                    segment.finishReason().name(),
                    segment.outputTokens(),
                    segment.alternatives().stream().map(Other::of).toList());
        }

        static Part of(Segment segment) {
            return new Part(
                    List.of(segment.getSource().getStart(), segment.getSource().getEnd()),
                    List.of(segment.getOutput().getStart(), segment.getOutput().getEnd()),
                    segment.getSplitAt().name(),
                    segment.getRefusal(),
                    segment.getConfidence(),
                    segment.getFinishReason().name(),
                    segment.getOutputTokens(),
                    segment.getAlternatives().stream().map(Other::of).toList());
        }
    }

    /**
     * Something that looks wrong, and where it shows.
     *
     * @param kind what looks wrong
     * @param source places in the source: first offset and one past the last, as the answer counts them
     * @param output the same in the output
     * @param value what was measured
     */
    public record Doubted(String kind, List<List<Integer>> source, List<List<Integer>> output, float value) {

        static Doubted of(Doubt doubt) {
            return new Doubted(
                    doubt.kind().name(),
                    doubt.source().stream()
                            .map(span -> List.of(span.start(), span.end()))
                            .toList(),
                    doubt.output().stream()
                            .map(span -> List.of(span.start(), span.end()))
                            .toList(),
                    doubt.value());
        }

        static Doubted of(dev.milena.schemas.Doubt doubt) {
            return new Doubted(
                    doubt.getKind().name(),
                    doubt.getSource().stream()
                            .map(span -> List.of(span.getStart(), span.getEnd()))
                            .toList(),
                    doubt.getOutput().stream()
                            .map(span -> List.of(span.getStart(), span.getEnd()))
                            .toList(),
                    doubt.getValue());
        }
    }

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
                answer.unknown().outputTokens(),
                answer.segments().stream().map(Part::of).toList(),
                answer.protectedPieces().stream().map(Kept::of).toList(),
                answer.glossaryHits().stream().map(Hit::of).toList(),
                answer.doubts().stream().map(Doubted::of).toList(),
                answer.leftOut().stream()
                        .map(span -> List.of(span.start(), span.end()))
                        .toList(),
                answer.languageConfidence(),
                null);
    }

    /** An answer that was read from a topic. */
    public static AnswerView of(EnrichedText answer) {
        String source = answer.getSourceText();
        boolean codePoints = answer.getSpanUnit() == SpanUnit.CODE_POINT;
        return new AnswerView(
                source,
                answer.getText(),
                answer.getScore(),
                answer.getConfidence(),
                answer.getLogProbMean(),
                answer.getLogProbStddev(),
                answer.getFinishReason().name(),
                answer.getSourceTokens(),
                cutAt(answer, codePoints),
                answer.getOutputTokens(),
                source == null
                        ? null
                        : answer.getSourceWords().stream()
                                .map(s -> cut(source, s, codePoints))
                                .toList(),
                answer.getOutputWords().stream()
                        .map(s -> cut(answer.getText(), s, codePoints))
                        .toList(),
                answer.getAlignment().stream()
                        .map(link -> new Link(link.getSource(), link.getOutput()))
                        .toList(),
                answer.getScored(),
                answer.getAlternatives().stream().map(Other::of).toList(),
                answer.getUnknownSpans().stream()
                        .map(s -> source == null ? place(s) : cut(source, s, codePoints))
                        .toList(),
                answer.getUnknownOutputTokens(),
                answer.getSegments().stream().map(Part::of).toList(),
                answer.getProtectedPieces().stream().map(Kept::of).toList(),
                answer.getGlossaryHits().stream().map(Hit::of).toList(),
                answer.getDoubts().stream().map(Doubted::of).toList(),
                answer.getLeftOut().stream()
                        .map(span -> List.of(span.getStart(), span.getEnd()))
                        .toList(),
                answer.getLanguageConfidence(),
                answer.getWindow());
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

    private static @Nullable Integer cutAt(EnrichedText answer, boolean codePoints) {
        Integer cut = answer.getSourceCut();
        String source = answer.getSourceText();
        return cut == null || source == null || !codePoints ? cut : (Integer) source.offsetByCodePoints(0, cut);
    }

    private static String place(Span span) {
        return "characters " + span.getStart() + " to " + span.getEnd();
    }

    private static String cut(String text, TextSpan span) {
        return text.substring(span.start(), span.end());
    }

    private static String cut(String text, Span span, boolean codePoints) {
        if (!codePoints) {
            return text.substring(span.getStart(), span.getEnd());
        }
        int start = text.offsetByCodePoints(0, span.getStart());
        return text.substring(start, text.offsetByCodePoints(start, span.getEnd() - span.getStart()));
    }
}

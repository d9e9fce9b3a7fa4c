// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.AnsweredSegment;
import dev.milena.api.Doubt;
import dev.milena.api.GlossaryHit;
import dev.milena.api.ModelInfo;
import dev.milena.api.ProtectedPiece;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.DoubtKind;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.Placement;
import dev.milena.schemas.Segment;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.SplitAt;
import dev.milena.schemas.Task;
import dev.milena.schemas.TermUse;
import dev.milena.schemas.TokenPiece;
import dev.milena.streams.record.TextAttention;
import dev.milena.streams.record.TextResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns a model's answer into the records of the contracts. Stateless. */
final class Answers {

    private static final Map<String, Task> TASKS =
            Arrays.stream(Task.values()).collect(Collectors.toUnmodifiableMap(Task::name, task -> task));

    private Answers() {}

    static EnrichedText enrichedText(
            SourceCoordinates source,
            TextResult.Answered answered,
            Map<String, String> attributes,
            boolean includeText,
            SpanUnit unit,
            boolean attentionOmitted) {
        ModelInfo model = answered.model();
        Answer answer = answered.answer();
        String text = answered.request().text();
        Offsets sources = new Offsets(text, unit);
        Offsets outputs = new Offsets(answer.text(), unit);
        return EnrichedText.newBuilder()
                .setText(answer.text())
                .setSource(source)
                .setModel(modelRef(model))
                .setTask(task(model.task()))
                .setSourceLanguage(answer.sourceLanguage())
                .setTargetLanguage(answer.targetLanguage())
                .setScore(answer.score())
                .setConfidence(answer.confidence())
                .setLogProbMean(answer.logProbMean())
                .setLogProbStddev(answer.logProbStddev())
                .setFinishReason(FinishReason.valueOf(answer.finishReason().name()))
                .setSourceTokens(answer.sourceTokens())
                .setOutputTokens(answer.outputTokens())
                .setSourceWords(sources.of(answer.words().sourceWords()))
                .setOutputWords(outputs.of(answer.words().outputWords()))
                .setAlignment(links(answer.words().links()))
                .setAttentionOmitted(attentionOmitted)
                .setSourceText(includeText ? text : null)
                .setSourceCut(answer.sourceCut() == null ? null : sources.of(answer.sourceCut()))
                .setScored(answer.scored())
                .setAlternatives(alternatives(answer.alternatives()))
                .setUnknownSpans(sources.of(answer.unknown().source()))
                .setUnknownOutputTokens(answer.unknown().outputTokens())
                .setSpanUnit(unit)
                .setSegments(segments(answer.segments(), sources, outputs))
                .setProtectedPieces(protectedPieces(answer.protectedPieces(), sources, outputs))
                .setGlossaryHits(glossaryHits(answer.glossaryHits(), sources, outputs))
                .setDoubts(doubts(answer.doubts(), sources, outputs))
                .setLeftOut(sources.of(answer.leftOut()))
                .setLanguageConfidence(answer.languageConfidence())
                .setAttributes(attributes)
                .build();
    }

    private static List<dev.milena.schemas.Doubt> doubts(List<Doubt> doubts, Offsets sources, Offsets outputs) {
        List<dev.milena.schemas.Doubt> converted = new ArrayList<>(doubts.size());
        for (Doubt doubt : doubts) {
            converted.add(new dev.milena.schemas.Doubt(
                    DoubtKind.valueOf(doubt.kind().name()),
                    sources.of(doubt.source()),
                    outputs.of(doubt.output()),
                    doubt.value()));
        }
        return converted;
    }

    private static List<dev.milena.schemas.Alternative> alternatives(List<Alternative> alternatives) {
        List<dev.milena.schemas.Alternative> converted = new ArrayList<>(alternatives.size());
        for (Alternative other : alternatives) {
            converted.add(new dev.milena.schemas.Alternative(
                    other.text(),
                    other.score(),
                    other.confidence(),
                    other.logProbMean(),
                    other.logProbStddev(),
                    FinishReason.valueOf(other.finishReason().name()),
                    other.outputTokens()));
        }
        return converted;
    }

    private static List<dev.milena.schemas.ProtectedPiece> protectedPieces(
            List<ProtectedPiece> pieces, Offsets sources, Offsets outputs) {
        List<dev.milena.schemas.ProtectedPiece> converted = new ArrayList<>(pieces.size());
        for (ProtectedPiece piece : pieces) {
            converted.add(new dev.milena.schemas.ProtectedPiece(
                    sources.of(piece.source()),
                    outputs.of(piece.output()),
                    piece.set(),
                    Placement.valueOf(piece.placement().name())));
        }
        return converted;
    }

    private static List<dev.milena.schemas.GlossaryHit> glossaryHits(
            List<GlossaryHit> hits, Offsets sources, Offsets outputs) {
        List<dev.milena.schemas.GlossaryHit> converted = new ArrayList<>(hits.size());
        for (GlossaryHit hit : hits) {
            TextSpan output = hit.output();
            converted.add(new dev.milena.schemas.GlossaryHit(
                    sources.of(hit.source()),
                    output == null ? null : outputs.of(output),
                    hit.term(),
                    hit.translation(),
                    TermUse.valueOf(hit.use().name())));
        }
        return converted;
    }

    private static List<Segment> segments(List<AnsweredSegment> segments, Offsets sources, Offsets outputs) {
        List<Segment> converted = new ArrayList<>(segments.size());
        for (AnsweredSegment segment : segments) {
            converted.add(Segment.newBuilder()
                    .setSource(sources.of(segment.source()))
                    .setOutput(outputs.of(segment.output()))
                    .setSplitAt(SplitAt.valueOf(segment.splitAt().name()))
                    .setRefusal(
                            segment.refusal() == null ? null : segment.refusal().name())
                    .setConfidence(segment.confidence())
                    .setFinishReason(
                            segment.isAnswered()
                                    ? FinishReason.valueOf(
                                            segment.finishReason().name())
                                    : FinishReason.UNKNOWN)
                    .setOutputTokens(segment.outputTokens())
                    .setAlternatives(alternatives(segment.alternatives()))
                    .build());
        }
        return converted;
    }

    /**
     * The attention of an answer, or of a segment.
     *
     * @param sources offsets in the whole text
     * @param outputs offsets in the whole answer
     */
    static AttentionMap attentionMap(
            SourceCoordinates source, TextAttention attention, Offsets sources, Offsets outputs) {
        TokenAttention tokens = attention.attention();
        return AttentionMap.newBuilder()
                .setSource(source)
                .setModel(modelRef(attention.model()))
                .setSourceTokens(pieces(tokens.sourceTokens(), sources))
                .setOutputTokens(pieces(tokens.outputTokens(), outputs))
                .setLogProbs(Floats.of(tokens.logProbs()))
                .setWeights(Floats.of(tokens.weights()))
                .setDroppedMass(Floats.of(tokens.droppedMass()))
                .setLastRowUnshifted(tokens.lastRowUnshifted())
                .setSegment(attention.segment())
                .setSpanUnit(sources.unit())
                .build();
    }

    private static ModelRef modelRef(ModelInfo model) {
        return new ModelRef(model.name(), model.version(), model.sha256());
    }

    /** The task of a manifest. */
    static Task task(String name) {
        return TASKS.getOrDefault(name.toUpperCase(Locale.ROOT), Task.UNKNOWN);
    }

    private static List<dev.milena.schemas.AlignmentLink> links(List<AlignmentLink> links) {
        List<dev.milena.schemas.AlignmentLink> converted = new ArrayList<>(links.size());
        for (AlignmentLink link : links) {
            converted.add(new dev.milena.schemas.AlignmentLink(link.source(), link.output(), link.weight()));
        }
        return converted;
    }

    private static List<TokenPiece> pieces(List<Token> tokens, Offsets offsets) {
        List<TokenPiece> converted = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            Span span = token.isSpecial() ? null : new Span(offsets.of(token.start()), offsets.of(token.end()));
            converted.add(new TokenPiece(token.piece(), token.id(), span));
        }
        return converted;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Alternative;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.schemas.AttentionMap;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.FinishReason;
import dev.milena.schemas.ModelRef;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.schemas.TokenPiece;
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
            TextEvent event,
            boolean includeText,
            boolean attentionOmitted) {
        ModelInfo model = answered.model();
        Answer answer = answered.answer();
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
                .setSourceWords(spans(answer.words().sourceWords()))
                .setOutputWords(spans(answer.words().outputWords()))
                .setAlignment(links(answer.words().links()))
                .setAttentionOmitted(attentionOmitted)
                .setSourceText(includeText ? event.getText() : null)
                .setSourceCut(answer.sourceCut())
                .setScored(answer.scored())
                .setAlternatives(alternatives(answer.alternatives()))
                .setUnknownSpans(spans(answer.unknown().source()))
                .setUnknownOutputTokens(answer.unknown().outputTokens())
                .setAttributes(event.getAttributes())
                .build();
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

    static AttentionMap attentionMap(SourceCoordinates source, TextResult.Answered answered, TokenAttention attention) {
        return AttentionMap.newBuilder()
                .setSource(source)
                .setModel(modelRef(answered.model()))
                .setSourceTokens(pieces(attention.sourceTokens()))
                .setOutputTokens(pieces(attention.outputTokens()))
                .setLogProbs(Floats.of(attention.logProbs()))
                .setWeights(Floats.of(attention.weights()))
                .setDroppedMass(Floats.of(attention.droppedMass()))
                .setLastRowUnshifted(attention.lastRowUnshifted())
                .build();
    }

    private static ModelRef modelRef(ModelInfo model) {
        return new ModelRef(model.name(), model.version(), model.sha256());
    }

    /** The task of a manifest. */
    static Task task(String name) {
        return TASKS.getOrDefault(name.toUpperCase(Locale.ROOT), Task.UNKNOWN);
    }

    private static List<Span> spans(List<TextSpan> spans) {
        List<Span> converted = new ArrayList<>(spans.size());
        for (TextSpan span : spans) {
            converted.add(new Span(span.start(), span.end()));
        }
        return converted;
    }

    private static List<dev.milena.schemas.AlignmentLink> links(List<AlignmentLink> links) {
        List<dev.milena.schemas.AlignmentLink> converted = new ArrayList<>(links.size());
        for (AlignmentLink link : links) {
            converted.add(new dev.milena.schemas.AlignmentLink(link.source(), link.output(), link.weight()));
        }
        return converted;
    }

    private static List<TokenPiece> pieces(List<Token> tokens) {
        List<TokenPiece> converted = new ArrayList<>(tokens.size());
        for (Token token : tokens) {
            Span span = token.isSpecial() ? null : new Span(token.start(), token.end());
            converted.add(new TokenPiece(token.piece(), token.id(), span));
        }
        return converted;
    }
}

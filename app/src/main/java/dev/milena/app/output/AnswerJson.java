// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import java.util.List;

/**
 * Answers and refusals as JSON objects, one a line, always with the same names. Documented in docs/cli.md. Stateless,
 * any thread.
 */
public final class AnswerJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AnswerJson() {}

    /** An empty object, to which a command adds what only it knows. */
    public static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** Adds every field of an answer. */
    public static ObjectNode answer(ObjectNode json, AnswerView answer) {
        if (answer.source() != null) {
            json.put("source", answer.source());
        }
        json.put("output", answer.output());
        json.put("score", answer.score());
        json.put("confidence", answer.confidence());
        json.put("logProbMean", answer.logProbMean());
        json.put("logProbStddev", answer.logProbStddev());
        json.put("finishReason", answer.finishReason());
        json.put("sourceTokens", answer.sourceTokens());
        if (answer.sourceCut() != null) {
            json.put("sourceCut", answer.sourceCut());
        }
        json.put("outputTokens", answer.outputTokens());
        if (answer.sourceWords() != null) {
            answer.sourceWords().forEach(json.putArray("sourceWords")::add);
        }
        answer.outputWords().forEach(json.putArray("outputWords")::add);
        json.put("alignment", answer.pharaoh());
        if (!answer.unknown().isEmpty()) {
            answer.unknown().forEach(json.putArray("unknown")::add);
        }
        if (answer.unknownOutputTokens() > 0) {
            json.put("unknownOutputTokens", answer.unknownOutputTokens());
        }
        if (answer.scored()) {
            json.put("scored", true);
        }
        if (!answer.alternatives().isEmpty()) {
            ArrayNode others = json.putArray("alternatives");
            answer.alternatives().forEach(other -> alternative(others.addObject(), other));
        }
        if (!answer.segments().isEmpty()) {
            ArrayNode segments = json.putArray("segments");
            answer.segments().forEach(segment -> segment(segments.addObject(), segment));
        }
        if (!answer.protectedPieces().isEmpty()) {
            ArrayNode pieces = json.putArray("protected");
            answer.protectedPieces().forEach(piece -> protectedPiece(pieces.addObject(), piece));
        }
        if (!answer.glossaryHits().isEmpty()) {
            ArrayNode hits = json.putArray("glossary");
            answer.glossaryHits().forEach(hit -> glossaryHit(hits.addObject(), hit));
        }
        if (answer.languageConfidence() != null) {
            json.put("languageConfidence", answer.languageConfidence());
        }
        if (!answer.leftOut().isEmpty()) {
            spans(json, "leftOut", answer.leftOut());
        }
        if (!answer.doubts().isEmpty()) {
            ArrayNode doubts = json.putArray("doubts");
            answer.doubts().forEach(doubt -> doubt(doubts.addObject(), doubt));
        }
        if (answer.window() != null) {
            WindowView.add(json.putObject("window"), answer.window());
        }
        return json;
    }

    private static void protectedPiece(ObjectNode json, AnswerView.Kept piece) {
        piece.source().forEach(json.putArray("source")::add);
        piece.output().forEach(json.putArray("output")::add);
        json.put("set", piece.set()).put("placement", piece.placement());
    }

    private static void glossaryHit(ObjectNode json, AnswerView.Hit hit) {
        hit.source().forEach(json.putArray("source")::add);
        if (hit.output() != null) {
            hit.output().forEach(json.putArray("output")::add);
        }
        json.put("term", hit.term()).put("translation", hit.translation()).put("use", hit.use());
    }

    private static void doubt(ObjectNode json, AnswerView.Doubted doubt) {
        json.put("kind", doubt.kind());
        spans(json, "source", doubt.source());
        spans(json, "output", doubt.output());
        json.put("value", doubt.value());
    }

    private static void spans(ObjectNode json, String name, List<List<Integer>> spans) {
        ArrayNode all = json.putArray(name);
        spans.forEach(span -> span.forEach(all.addArray()::add));
    }

    private static void segment(ObjectNode json, AnswerView.Part segment) {
        segment.source().forEach(json.putArray("source")::add);
        segment.output().forEach(json.putArray("output")::add);
        json.put("splitAt", segment.splitAt());
        if (segment.refusal() != null) {
            json.put("refusal", segment.refusal());
        } else {
            json.put("confidence", segment.confidence())
                    .put("finishReason", segment.finishReason())
                    .put("outputTokens", segment.outputTokens());
        }
        if (!segment.alternatives().isEmpty()) {
            ArrayNode others = json.putArray("alternatives");
            segment.alternatives().forEach(other -> alternative(others.addObject(), other));
        }
    }

    private static void alternative(ObjectNode json, AnswerView.Other other) {
        json.put("output", other.output())
                .put("score", other.score())
                .put("confidence", other.confidence())
                .put("logProbMean", other.logProbMean())
                .put("logProbStddev", other.logProbStddev())
                .put("finishReason", other.finishReason())
                .put("outputTokens", other.outputTokens());
    }

    /** Adds the attention matrix: a row an output token, a column a source token. */
    public static void attention(ObjectNode json, TokenAttention attention) {
        ObjectNode node = json.putObject("attention");
        pieces(node.putArray("sourceTokens"), attention.sourceTokens());
        pieces(node.putArray("outputTokens"), attention.outputTokens());
        floats(node.putArray("logProbs"), attention.logProbs(), 0, attention.logProbs().length);
        ArrayNode rows = node.putArray("weights");
        int columns = attention.sourceTokens().size();
        for (int row = 0; row < attention.outputTokens().size(); row++) {
            floats(rows.addArray(), attention.weights(), row * columns, (row + 1) * columns);
        }
        floats(node.putArray("droppedMass"), attention.droppedMass(), 0, attention.droppedMass().length);
        node.put("lastRowUnshifted", attention.lastRowUnshifted());
    }

    /** Adds why a text was refused. */
    public static ObjectNode error(ObjectNode json, String code, String message) {
        json.putObject("error").put("code", code).put("message", message);
        return json;
    }

    /** One line without its end. */
    public static String line(ObjectNode json) {
        try {
            return Unprintable.loneSurrogatesEscaped(JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values can always be written", e);
        }
    }

    private static void pieces(ArrayNode array, List<Token> tokens) {
        tokens.forEach(token -> array.add(token.piece()));
    }

    private static void floats(ArrayNode array, float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            array.add(values[i]);
        }
    }
}

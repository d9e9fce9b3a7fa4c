// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void shouldNameEveryFieldOfAnAnswer() throws Exception {
        String line = AnswerJson.line(AnswerJson.answer(AnswerJson.object(), Views.train()));

        JsonNode json = JSON.readTree(line);
        assertThat(line).doesNotContain("\n");
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "source",
                        "output",
                        "score",
                        "confidence",
                        "logProbMean",
                        "logProbStddev",
                        "finishReason",
                        "sourceTokens",
                        "outputTokens",
                        "sourceWords",
                        "outputWords",
                        "alignment");
        assertThat(json.get("output").asText()).isEqualTo("Der Zug fährt um neun ab.");
        assertThat(json.get("alignment").asText()).isEqualTo("0-0 1-1 2-2 3-3 4-4 1-5 2-5");
        assertThat(json.get("sourceWords")).hasSize(6);
    }

    @Test
    void shouldNameTheWindowOfASummaryAndWhatItRestsOn() throws Exception {
        JsonNode json = JSON.readTree(AnswerJson.line(AnswerJson.answer(AnswerJson.object(), Views.ofWindow(true))));

        assertThat(json.get("window")).isEqualTo(JSON.readTree("""
                        {"id":"window-00-0-60000-2","start":0,"end":60000,"edition":2,"final":true,
                         "records":3,"unreadable":1,"repeated":0,"dropped":0,
                         "members":[{"topic":"milena.text","partition":1,"offset":7,"timestamp":1000,"span":[0,9]},
                                    {"topic":"milena.text","partition":1,"offset":9,"timestamp":2000,"span":[11,25]}],
                         "restsOn":[{"output":[0,3],"member":0,"source":[4,9]}],
                         "leftOut":[{"member":1,"span":[0,14]}]}
                        """));
    }

    @Test
    void shouldSayWhereTheSourceWasCut() throws Exception {
        AnswerView cut = Views.train(0.9f, "END_TOKEN", 16);

        JsonNode json = JSON.readTree(AnswerJson.line(AnswerJson.answer(AnswerJson.object(), cut)));

        assertThat(json.get("sourceCut").asInt()).isEqualTo(16);
    }

    @Test
    void shouldNameWhatElseWasFoundAndWhatWasOnlyJudged() throws Exception {
        JsonNode json = JSON.readTree(AnswerJson.line(AnswerJson.answer(AnswerJson.object(), Views.judged())));

        assertThat(json.get("scored").asBoolean()).isTrue();
        assertThat(json.get("alternatives"))
                .isEqualTo(JSON.readTree("[{\"output\":\"Der Zug\",\"score\":-2.5,\"confidence\":0.5,"
                        + "\"logProbMean\":-0.75,\"logProbStddev\":0.25,\"finishReason\":\"END_TOKEN\","
                        + "\"outputTokens\":3}]"));
    }

    @Test
    void shouldNameWhatTheVocabularyLacks() throws Exception {
        JsonNode json = JSON.readTree(AnswerJson.line(AnswerJson.answer(AnswerJson.object(), Views.unknown())));

        assertThat(json.get("unknown")).isEqualTo(JSON.readTree("[\"train\",\"nine\"]"));
        assertThat(json.get("unknownOutputTokens").asInt()).isEqualTo(2);
    }

    @Test
    void shouldSayWhatLooksWrongAndWhere() throws Exception {
        JsonNode json = JSON.readTree(AnswerJson.line(AnswerJson.answer(AnswerJson.object(), Views.inDoubt())));

        assertThat(json.get("doubts")).isEqualTo(JSON.readTree("""
                        [{"kind": "TOO_SHORT", "source": [[0, 26]], "output": [[0, 25]], "value": 0.25},
                         {"kind": "NUMBERS_ALTERED", "source": [[20, 24]], "output": [], "value": 1.0}]"""));
        assertThat(AnswerJson.answer(AnswerJson.object(), Views.train()).has("doubts"))
                .isFalse();
    }

    @Test
    void shouldWriteTheAttentionMatrixRowByRow() throws Exception {
        ObjectNode json = AnswerJson.object();

        AnswerJson.attention(
                json,
                new TokenAttention(
                        List.of(new Token(3, "a", 0, 1), new Token(4, "b", 1, 2)),
                        List.of(new Token(5, "x", 0, 1), Token.special(0, "</s>")),
                        new float[] {-0.5f, -0.25f},
                        new float[] {0.75f, 0.25f, 0.5f, 0.5f},
                        new float[] {0.1f, 0.2f},
                        true));

        assertThat(JSON.readTree(AnswerJson.line(json)))
                .isEqualTo(JSON.readTree(
                        "{\"attention\":{\"sourceTokens\":[\"a\",\"b\"],\"outputTokens\":[\"x\",\"</s>\"],"
                                + "\"logProbs\":[-0.5,-0.25],\"weights\":[[0.75,0.25],[0.5,0.5]],\"droppedMass\":[0.1,0.2],"
                                + "\"lastRowUnshifted\":true}}"));
    }

    @Test
    void shouldSayWhyATextWasRefused() {
        assertThat(AnswerJson.line(AnswerJson.error(AnswerJson.object(), "EMPTY_TEXT", "the text is empty")))
                .isEqualTo("{\"error\":{\"code\":\"EMPTY_TEXT\",\"message\":\"the text is empty\"}}");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.Answer;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TokenAttention;
import dev.milena.app.output.AnswerJson;
import dev.milena.app.output.AnswerView;
import java.util.function.Consumer;

/** How an answer, or the reason why there is none, is written. */
public interface Rendering {
    /** A JSON object on a line of its own for each text. */
    Rendering JSON = new Rendering() {
        @Override
        public String answer(String source, Answer answer) {
            return json(source, answer) + "\n";
        }

        @Override
        public String refusal(long number, TextRefusedException why) {
            return AnswerJson.line(
                            AnswerJson.error(AnswerJson.object(), why.code().name(), String.valueOf(why.getMessage())))
                    + "\n";
        }
    };

    /** What is written for the answer to a text. */
    String answer(String source, Answer answer);

    /**
     * What is written in the place of an answer.
     *
     * @param number number of the text, from 1
     * @param why why there is none
     */
    String refusal(long number, TextRefusedException why);

    /**
     * The answers and nothing else.
     *
     * @param end what is written behind each, and alone in the place of one that is not there
     * @param complaints hears why an answer is not there
     */
    static Rendering plain(String end, Consumer<String> complaints) {
        return new Rendering() {
            @Override
            public String answer(String source, Answer answer) {
                return answer.text() + end;
            }

            @Override
            public String refusal(long number, TextRefusedException why) {
                complaints.accept("text " + number + " has no answer: " + why.code() + ", " + why.getMessage());
                return end;
            }
        };
    }

    private static String json(String source, Answer answer) {
        ObjectNode json = AnswerJson.answer(AnswerJson.object(), AnswerView.of(source, answer));
        if (answer.attention() != null) {
            AnswerJson.attention(json, answer.attention());
        }
        for (int i = 0; i < answer.segments().size(); i++) {
            TokenAttention attention = answer.segments().get(i).attention();
            if (attention != null) {
                AnswerJson.attention((ObjectNode) json.get("segments").get(i), attention);
            }
        }
        return AnswerJson.line(json);
    }
}

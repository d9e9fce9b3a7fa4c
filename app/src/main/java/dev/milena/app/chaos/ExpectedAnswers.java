// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.schemas.DeadLetterCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What each event is owed, computed from its text alone: by the test engine's function, or by a model of the verifier's
 * own that answers each text alone. One thread.
 */
final class ExpectedAnswers {
    private final ChaosTexts texts;
    private final TextModel model;
    private final Map<String, String> known = new HashMap<>();

    ExpectedAnswers(ChaosTexts texts, TextModel model) {
        this.texts = texts;
        this.model = model;
    }

    String of(int number) {
        String text = texts.text(number);
        if (text.startsWith(SimulatedModel.POISON)) {
            return Output.refused(DeadLetterCode.ENGINE_FAILED.name());
        }
        return model instanceof SimulatedModel
                ? SimulatedModel.answerTo(text)
                : known.computeIfAbsent(text, this::answer);
    }

    private String answer(String text) {
        try {
            PreparedText prepared = model.prepare(TextRequest.of(text));
            return model.answer(List.of(prepared)).get(0).text();
        } catch (TextRefusedException e) {
            return Output.refused(e.code().name());
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.bundle.BundleFixture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second search beside the first, with the shipped bundle. */
class SecondTryTest {
    private static final Path BUNDLE = BundleFixture.repository().resolve("models/en-de");
    private static final List<String> TEXTS = List.of(
            "PostgreSQL extensions", "Where is the station?", "A violinist I know claims that he owns a Stradivarius.");
    private static final SearchSettings FIRST = SearchSettings.defaults().withBeamSize(1);
    private static final SearchSettings SECOND =
            SearchSettings.defaults().withBeamSize(3).withControl("no_repeat_ngram_size", 2);

    @Test
    void shouldAnswerEachTryOfABatchByItsOwnSearch() throws TextRefusedException {
        EngineSettings settings = EngineSettings.defaults().withThreads(1).withSearch(FIRST);
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        try (BundleTextModel model = TextModels.open(BUNDLE, settings)) {
            assertThat(model.triesAgain()).isFalse();
            first.addAll(texts(model.answer(prepared(model))));
        }
        try (BundleTextModel model = TextModels.open(BUNDLE, settings.withSearch(SECOND))) {
            second.addAll(texts(model.answer(prepared(model))));
        }
        assertThat(second.get(0)).isNotEqualTo(first.get(0));

        try (BundleTextModel model = TextModels.open(BUNDLE, settings.withSecondSearch(SECOND))) {
            assertThat(model.triesAgain()).isTrue();
            assertThat(model.hypotheses()).isEqualTo(1);
            List<PreparedText> batch = new ArrayList<>();
            for (PreparedText text : prepared(model)) {
                batch.add(text.asSecondTry());
                batch.add(text);
            }
            List<String> answers = texts(model.answer(batch));
            for (int i = 0; i < TEXTS.size(); i++) {
                assertThat(answers.get(2 * i)).isEqualTo(second.get(i));
                assertThat(answers.get(2 * i + 1)).isEqualTo(first.get(i));
            }
            assertThat(texts(model.answer(List.of(batch.get(0))))).containsExactly(second.get(0));
        }
    }

    private static List<PreparedText> prepared(BundleTextModel model) throws TextRefusedException {
        List<PreparedText> prepared = new ArrayList<>();
        for (String text : TEXTS) {
            prepared.add(model.prepare(TextRequest.of(text)));
        }
        return prepared;
    }

    private static List<String> texts(List<Answer> answers) {
        return answers.stream().map(Answer::text).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.assertions;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.TextSpan;
import dev.milena.api.TokenAttention;
import java.util.List;
import java.util.TreeSet;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Assertions for an answer: its text, languages, confidence, and which word came from which. One thread. */
public final class AnswerAssert extends AbstractAssert<AnswerAssert, Answer> {
    private static final float ROUNDING = 1e-3f;

    private @Nullable String source;

    AnswerAssert(@Nullable Answer actual) {
        super(actual, AnswerAssert.class);
    }

    /** It has that text. */
    public AnswerAssert hasText(String text) {
        isNotNull();
        Assertions.assertThat(actual.text()).as("text of the answer").isEqualTo(text);
        return this;
    }

    /** It goes from one language into another, as BCP-47 tags; null where the model declares none. */
    public AnswerAssert isTranslated(@Nullable String from, @Nullable String into) {
        isNotNull();
        Assertions.assertThat(actual.sourceLanguage()).as("source language").isEqualTo(from);
        Assertions.assertThat(actual.targetLanguage()).as("target language").isEqualTo(into);
        return this;
    }

    /** Its confidence is that, give or take a thousandth. */
    public AnswerAssert hasConfidence(double probability) {
        isNotNull();
        Assertions.assertThat(actual.confidence())
                .as("confidence")
                .isCloseTo((float) probability, Assertions.within(ROUNDING));
        return this;
    }

    /** Says which text it answers, which {@link #alignsWord} needs to name words. */
    public AnswerAssert ofText(String text) {
        source = text;
        return this;
    }

    /**
     * An output word comes from exactly these source words, whatever the weights.
     *
     * @throws IllegalStateException when {@link #ofText} was not called before
     */
    public AnswerAssert alignsWord(String output, String... sourceWords) {
        isNotNull();
        if (source == null) {
            throw new IllegalStateException(
                    "Call ofText(...) before alignsWord(...): an answer does not hold its source");
        }
        List<String> outputs = words(actual.text(), actual.words().outputWords());
        List<String> sources = words(source, actual.words().sourceWords());
        Assertions.assertThat(outputs).as("words of the answer").contains(output);
        TreeSet<String> found = new TreeSet<>();
        for (AlignmentLink link : actual.words().links()) {
            if (outputs.get(link.output()).equals(output)) {
                found.add(sources.get(link.source()));
            }
        }
        Assertions.assertThat(found).as("source words of '%s'", output).containsExactlyInAnyOrder(sourceWords);
        return this;
    }

    /** Every output word is linked to a source word, and every link to words that are there. */
    public AnswerAssert isFullyAligned() {
        isNotNull();
        int sources = actual.words().sourceWords().size();
        int outputs = actual.words().outputWords().size();
        Assertions.assertThat(actual.words().links())
                .as("links")
                .allMatch(link -> link.source() >= 0 && link.source() < sources, "links to a source word");
        Assertions.assertThat(actual.words().links().stream()
                        .map(AlignmentLink::output)
                        .distinct())
                .as("linked output words")
                .hasSize(outputs);
        return this;
    }

    /** It holds attention whose every row sums to 1, give or take a thousandth. */
    public AnswerAssert hasAttention() {
        isNotNull();
        TokenAttention attention = actual.attention();
        if (attention == null) {
            throw failure("Expecting %s to hold attention", actual);
        }
        int columns = attention.sourceTokens().size();
        for (int row = 0; row < attention.outputTokens().size(); row++) {
            float sum = 0;
            for (int column = 0; column < columns; column++) {
                sum += attention.weights()[row * columns + column];
            }
            Assertions.assertThat(sum)
                    .as("attention of output token %s", row)
                    .isCloseTo(1f, Assertions.within(ROUNDING));
        }
        return this;
    }

    private static List<String> words(String text, List<TextSpan> spans) {
        return spans.stream()
                .map(span -> text.substring(span.start(), span.end()))
                .toList();
    }
}

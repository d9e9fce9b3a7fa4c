// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.milena.api.AlignmentLink;
import dev.milena.api.FinishReason;
import dev.milena.api.PreparedText;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import dev.milena.api.WordAlignment;
import dev.milena.attention.AlignmentPolicy;
import dev.milena.attention.WordAligner;
import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleFixture;
import dev.milena.text.Detokenized;
import dev.milena.text.Detokenizer;
import dev.milena.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Arbitrary Unicode through admission, a real tokenizer, words, detokenizer and alignment. */
class TextFuzzTest {
    @SuppressWarnings("NullAway.Init") // set before all tests
    private static BundleTokenizers tokenizers;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static TextPreparation preparation;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static Detokenizer detokenizer;

    @BeforeAll
    static void open() {
        Bundle bundle = Bundle.open(BundleFixture.repository().resolve("models/tiny"));
        tokenizers = BundleTokenizers.open(bundle);
        preparation = new TextPreparation(bundle.manifest(), tokenizers, TextOverflow.REFUSE, 10);
        detokenizer = new Detokenizer(tokenizers.target(), Set.of(0), true, true);
    }

    @AfterAll
    static void close() {
        tokenizers.close();
    }

    /** The first byte chooses UTF-8 or raw UTF-16 units, which may be no text at all. */
    @FuzzTest(maxDuration = "5m")
    void shouldRefuseOrKeepEverySpanInsideTheText(byte[] data) {
        String text = text(data);
        List<TextSpan> words = Words.of(text);
        assertSpans(text, words);
        PreparedText prepared;
        try {
            prepared = preparation.prepare(TextRequest.of(text));
        } catch (TextRefusedException e) {
            assertThat(e.code()).isNotNull();
            return;
        }
        List<Token> source = prepared.sourceTokens();
        source.stream()
                .filter(token -> !token.isSpecial())
                .forEach(token -> assertSpan(text, token.start(), token.end()));
        int[] ids = new int[Math.min(8, data.length)];
        Arrays.setAll(ids, i -> (data[i] & 0xFF) % tokenizers.target().vocabularySize());
        Detokenized output = detokenizer.detokenize(ids);
        int last = 0;
        for (Token token : output.tokens()) {
            if (!token.isSpecial()) {
                assertThat(token.start()).isEqualTo(last);
                assertSpan(output.text(), token.start(), token.end());
                last = token.end();
            }
        }
        assertThat(last).isEqualTo(output.text().length());
        assertLinks(words, Words.of(output.text()), attention(source, output.tokens(), data));
    }

    private static String text(byte[] data) {
        if (data.length == 0 || data[0] >= 0) {
            return new String(data, StandardCharsets.UTF_8);
        }
        char[] units = new char[data.length / 2];
        for (int i = 0; i < units.length; i++) {
            units[i] = (char) (((data[2 * i + 1] & 0xFF) << 8) | (data[2 * i] & 0xFF));
        }
        return new String(units);
    }

    private static TokenAttention attention(List<Token> source, List<Token> output, byte[] data) {
        float[][] rows = new float[output.size()][source.size()];
        for (int t = 0; t < rows.length; t++) {
            for (int s = 0; s < source.size(); s++) {
                rows[t][s] = (data[(t + s) % data.length] & 0x7F) / 127f;
            }
        }
        return new AlignmentPolicy(1, List.of(0), true)
                .apply(source, output, new float[rows.length], rows, FinishReason.END_TOKEN);
    }

    private static void assertLinks(List<TextSpan> sourceWords, List<TextSpan> outputWords, TokenAttention attention) {
        WordAlignment words = WordAligner.align(sourceWords, outputWords, attention);
        for (AlignmentLink link : words.links()) {
            assertThat(link.source()).isBetween(0, sourceWords.size() - 1);
            assertThat(link.output()).isBetween(0, outputWords.size() - 1);
            assertThat(link.weight()).isBetween(0f, 1f);
        }
    }

    private static void assertSpans(String text, List<TextSpan> spans) {
        int last = 0;
        for (TextSpan span : spans) {
            assertThat(span.start()).isGreaterThanOrEqualTo(last);
            assertThat(span.end()).isGreaterThan(span.start());
            assertSpan(text, span.start(), span.end());
            last = span.end();
        }
    }

    private static void assertSpan(String text, int start, int end) {
        assertThat(start).isBetween(0, end);
        assertThat(end).isLessThanOrEqualTo(text.length());
        assertThat(splitsAPair(text, start) || splitsAPair(text, end)).isFalse();
    }

    private static boolean splitsAPair(String text, int at) {
        return at > 0
                && at < text.length()
                && Character.isHighSurrogate(text.charAt(at - 1))
                && Character.isLowSurrogate(text.charAt(at));
    }
}

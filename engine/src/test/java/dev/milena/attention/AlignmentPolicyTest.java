// SPDX-License-Identifier: Apache-2.0
package dev.milena.attention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.api.FinishReason;
import dev.milena.api.Token;
import dev.milena.api.TokenAttention;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AlignmentPolicyTest {
    private static final int END = 9;
    private static final Token A = new Token(1, "a", 0, 1);
    private static final Token B = new Token(2, "b", 2, 3);
    private static final Token TEMPLATE_END = Token.special(END, "</s>");
    private static final List<Token> SOURCE = List.of(A, B, TEMPLATE_END);
    private static final List<Token> OUTPUT =
            List.of(new Token(3, "x", 0, 1), new Token(4, "y", 1, 2), Token.special(END, "</s>"));
    private static final float[] LOG_PROBS = {-1, -2, -3};
    private static final float[][] ROWS = {{.5f, .25f, .25f}, {.1f, .3f, .6f}, {0, 0, 1}};

    @Test
    void shouldDropColumnsAndScaleTheRestWhenIdsAreDropped() {
        TokenAttention attention = new AlignmentPolicy(0, List.of(END), false)
                .apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.END_TOKEN);

        assertThat(attention.sourceTokens()).containsExactly(A, B);
        assertThat(attention.weights()).containsExactly(new float[] {2f / 3, 1f / 3, .25f, .75f, 0, 0}, close());
        assertThat(attention.droppedMass()).containsExactly(new float[] {.25f, .6f, 1}, close());
        assertThat(attention.lastRowUnshifted()).isFalse();
    }

    @Test
    void shouldDropTemplateColumnsOnlyWhenToldTo() {
        assertThat(new AlignmentPolicy(0, List.of(), true)
                        .apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.END_TOKEN)
                        .sourceTokens())
                .containsExactly(A, B);
        assertThat(new AlignmentPolicy(0, List.of(), false)
                        .apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.END_TOKEN)
                        .sourceTokens())
                .isEqualTo(SOURCE);
    }

    @Test
    void shouldReadTheNextRowWhenThePolicyShifts() {
        TokenAttention attention =
                new AlignmentPolicy(1, List.of(), false).apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.END_TOKEN);

        assertThat(attention.weights()).containsExactly(new float[] {.1f, .3f, .6f, 0, 0, 1, 0, 0, 1}, close());
        assertThat(attention.lastRowUnshifted()).isFalse();
    }

    @Test
    void shouldMarkTheLastRowWhenThePolicyShiftsAndTheOutputWasCut() {
        AlignmentPolicy shifting = new AlignmentPolicy(1, List.of(), false);
        AlignmentPolicy still = new AlignmentPolicy(0, List.of(), false);

        assertThat(shifting.apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.LENGTH_LIMIT)
                        .lastRowUnshifted())
                .isTrue();
        assertThat(still.apply(SOURCE, OUTPUT, LOG_PROBS, ROWS, FinishReason.LENGTH_LIMIT)
                        .lastRowUnshifted())
                .isFalse();
    }

    @Test
    void shouldRefuseWhenSizesDisagree() {
        AlignmentPolicy policy = new AlignmentPolicy(0, List.of(), false);

        assertThatThrownBy(() -> policy.apply(List.of(A), OUTPUT, LOG_PROBS, ROWS, FinishReason.END_TOKEN))
                .hasMessageContaining("a row of 3 weights for 1 source tokens");
        assertThatThrownBy(() -> policy.apply(SOURCE, List.of(A), LOG_PROBS, ROWS, FinishReason.END_TOKEN))
                .hasMessageContaining("3 rows and 3 log-probabilities for 1 output tokens");
        assertThatThrownBy(() -> new AlignmentPolicy(2, List.of(), false)).hasMessageContaining("shift is 2");
    }

    private static Offset<Float> close() {
        return Offset.offset(1e-6f);
    }
}

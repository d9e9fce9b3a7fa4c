// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.Token;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DetokenizerTest {
    private static final int END = 0;

    @Test
    void shouldGiveEachTokenItsCharacters() {
        Detokenized output = detokenize(List.of("</s>", "▁Guten", "▁Mor", "gen", "."), false, true, 1, 2, 3, 4, END);

        assertThat(output.text()).isEqualTo("Guten Morgen.");
        assertThat(pieces(output)).containsExactly("Guten", " Mor", "gen", ".", "<special>");
    }

    @Test
    void shouldStripBothEndsAndMoveTheSpans() {
        Detokenized output = detokenize(List.of("</s>", "▁", "▁a", "▁"), false, true, 1, 2, 3, END);

        assertThat(output.text()).isEqualTo("a");
        assertThat(pieces(output)).containsExactly("", "a", "", "<special>");
    }

    @Test
    void shouldKeepSpacesWhenNotToldToStrip() {
        assertThat(detokenize(List.of("</s>", "▁a", "▁"), false, false, 1, 2, END)
                        .text())
                .isEqualTo("a ");
    }

    @Test
    void shouldCloseUpSpacesBeforeMarksWhenToldTo() {
        Detokenized output = detokenize(List.of("</s>", "▁do", "▁n't", "▁stop", "▁."), true, true, 1, 2, 3, 4, END);

        assertThat(output.text()).isEqualTo("don't stop.");
        assertThat(pieces(output)).containsExactly("do", "n't", " stop", ".", "<special>");
    }

    @Test
    void shouldGiveABrokenCharacterToTheTokenThatCompletesIt() {
        // four bytes of one emoji, as byte fallback spells it
        List<String> pieces = List.of("</s>", "▁a", "<0xF0>", "<0x9F>", "<0x98>", "<0x80>", "▁b");

        Detokenized output = detokenize(pieces, false, true, 1, 2, 3, 4, 5, 6, END);

        assertThat(output.text()).isEqualTo("a\uD83D\uDE00 b");
        assertThat(pieces(output)).containsExactly("a", "", "", "", "\uD83D\uDE00", " b", "<special>");
    }

    @Test
    void shouldBeEmptyWhenOnlySkippedIdsCome() {
        Detokenized output = detokenize(List.of("</s>"), false, true, END);

        assertThat(output.text()).isEmpty();
        assertThat(output.tokens()).containsExactly(Token.special(END, "</s>"));
    }

    private static Detokenized detokenize(List<String> pieces, boolean cleanUp, boolean strip, int... ids) {
        return new Detokenizer(new PieceTokenizer(pieces), List.of(END), cleanUp, strip).detokenize(ids);
    }

    private static List<String> pieces(Detokenized output) {
        return output.tokens().stream()
                .map(token -> token.isSpecial() ? "<special>" : output.text().substring(token.start(), token.end()))
                .toList();
    }

    /** Decodes as SentencePiece does: a mark for a space, the first one dropped, bytes joined to characters. */
    private record PieceTokenizer(List<String> pieces) implements Tokenizer {

        @Override
        public List<Token> encode(String text) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String decode(int[] ids) {
            List<Byte> bytes = new ArrayList<>();
            for (int id : ids) {
                String piece = pieces.get(id);
                if (piece.startsWith("<0x")) {
                    bytes.add((byte) Integer.parseInt(piece.substring(3, 5), 16));
                } else {
                    for (byte unit : piece.replace('▁', ' ').getBytes(StandardCharsets.UTF_8)) {
                        bytes.add(unit);
                    }
                }
            }
            byte[] all = new byte[bytes.size()];
            for (int i = 0; i < all.length; i++) {
                all[i] = bytes.get(i);
            }
            String text = new String(all, StandardCharsets.UTF_8);
            return text.startsWith(" ") ? text.substring(1) : text;
        }

        @Override
        public String piece(int id) {
            return pieces.get(id);
        }

        @Override
        public int vocabularySize() {
            return pieces.size();
        }

        @Override
        public void close() {}
    }
}

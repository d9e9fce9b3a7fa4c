// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the tokens of pieces of a text by the model's own tokenizer. Not thread-safe. */
final class TokenCount {
    /** Of a piece that the model cannot be asked by itself. */
    static final int NONE = -1;

    /**
     * More characters than any tokenizer spends on so many tokens. A longer piece is too long unseen, so that the work for a
     * text grows with its length and no faster.
     */
    private static final int MOST_CHARACTERS_A_TOKEN = 16;

    /** What may be wrong with one piece and not with the others. */
    private static final Set<RefusalCode> OF_A_PIECE = EnumSet.of(
            RefusalCode.TOO_MANY_TOKENS, RefusalCode.EMPTY_TEXT, RefusalCode.MALFORMED_TEXT, RefusalCode.ENGINE_FAILED);

    private final TextRequest request;
    private final ModelInfo model;
    private final Preparation preparation;

    /** Tokens that the model wants beside those of a text. */
    private int around;

    private @Nullable TextRefusedException last;

    TokenCount(TextRequest request, ModelInfo model, Preparation preparation) {
        this.request = request.startingWith(null).judging(null);
        this.model = model;
        this.preparation = preparation;
    }

    /** Most characters that a piece may have and be looked at. */
    static int mostCharacters(ModelInfo model) {
        return (int) Math.min(Integer.MAX_VALUE / 2, (long) MOST_CHARACTERS_A_TOKEN * model.maxSourceTokens());
    }

    /** Whether a refusal is of one piece of a text, so that another may be answered. */
    static boolean isOfAPiece(TextRefusedException refusal) {
        return OF_A_PIECE.contains(refusal.code());
    }

    /** Most characters that a piece may have and be looked at. */
    int mostCharacters() {
        return mostCharacters(model);
    }

    /** Most tokens of a text, as far as is known by the pieces that were counted. */
    int most() {
        return model.maxSourceTokens() - around;
    }

    /**
     * Tokens of a piece, without those that the model wants around a text; {@link #NONE} where it has too many or cannot be
     * asked.
     *
     * @throws TextRefusedException when no piece can be asked
     */
    int of(String text, TextSpan piece) throws TextRefusedException {
        if (piece.end() - piece.start() > mostCharacters(model)) {
            return NONE;
        }
        try {
            PreparedText prepared = preparation.prepare(request.withText(text.substring(piece.start(), piece.end())));
            if (prepared.sourceCut() != null) {
                return NONE;
            }
            int own = (int) prepared.sourceTokens().stream()
                    .filter(token -> !token.isSpecial())
                    .count();
            around = Math.max(around, prepared.sourceTokens().size() - own);
            return own;
        } catch (TextRefusedException e) {
            refused(e);
            return NONE;
        }
    }

    /**
     * A piece was refused.
     *
     * @throws TextRefusedException when it is not the piece's own fault
     */
    void refused(TextRefusedException refusal) throws TextRefusedException {
        if (!isOfAPiece(refusal)) {
            throw refusal;
        }
        last = refusal;
    }

    /** Why the last piece that was refused was so; at least one was. */
    TextRefusedException refusal() {
        return Objects.requireNonNull(last, "no piece was refused");
    }
}

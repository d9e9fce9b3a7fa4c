// SPDX-License-Identifier: Apache-2.0
package dev.milena.text;

import dev.milena.api.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns output ids into text by a bundle's rules and says which characters came from which token. Any thread.
 *
 * <p>The text is always what the tokenizer makes of all ids together. A token's span is found by how much text each
 * further token adds; the usual case, in which a token adds the same text wherever it stands, is remembered for each id.
 */
public final class Detokenizer {
    private final Tokenizer tokenizer;
    private final boolean[] skipped;
    private final boolean cleanUpSpaces;
    private final boolean strip;
    private final AtomicReferenceArray<@Nullable String> additions;

    /**
     * @param tokenizer of the output side; the caller closes it
     * @param skipIds ids that stand for no text
     * @param cleanUpSpaces whether spaces before marks and English contractions are removed
     * @param strip whether white space at both ends is removed
     */
    public Detokenizer(Tokenizer tokenizer, Collection<Integer> skipIds, boolean cleanUpSpaces, boolean strip) {
        this.tokenizer = tokenizer;
        this.skipped = new boolean[tokenizer.vocabularySize()];
        skipIds.stream().filter(id -> id < skipped.length).forEach(id -> skipped[id] = true);
        this.cleanUpSpaces = cleanUpSpaces;
        this.strip = strip;
        this.additions = new AtomicReferenceArray<>(skipped.length);
    }

    /**
     * Text and spans of an output.
     *
     * @param ids ids as the model emitted them, end token included
     */
    public Detokenized detokenize(int[] ids) {
        int[] kept = IntStream.of(ids).filter(id -> !skipped[id]).toArray();
        String raw = tokenizer.decode(kept);
        int[] ends = ends(kept, raw);
        SpaceCleaner cleaner = new SpaceCleaner(raw);
        if (cleanUpSpaces) {
            cleaner.removeSpacesBeforeMarks();
        }
        if (strip) {
            cleaner.strip();
        }
        List<Token> tokens = new ArrayList<>(ids.length);
        int next = 0;
        int start = 0;
        for (int id : ids) {
            if (skipped[id]) {
                tokens.add(Token.special(id, tokenizer.piece(id)));
            } else {
                int end = cleaner.cleaned(ends[next++]);
                tokens.add(new Token(id, tokenizer.piece(id), start, end));
                start = end;
            }
        }
        return new Detokenized(cleaner.text(), tokens);
    }

    /** For each id the length of the text up to and with it. */
    private int[] ends(int[] ids, String text) {
        int[] ends = new int[ids.length];
        int at = 0;
        for (int i = 0; i < ids.length; i++) {
            String addition = addition(ids[i]);
            if (i == 0 && !text.startsWith(addition)) {
                addition = addition.stripLeading();
            }
            if (!text.startsWith(addition, at)) {
                return endsByPrefixes(ids, text);
            }
            at += addition.length();
            ends[i] = at;
        }
        return at == text.length() ? ends : endsByPrefixes(ids, text);
    }

    /** What an id adds after another one, which is then itself: a first token may lose its leading space. */
    private String addition(int id) {
        String known = additions.get(id);
        if (known == null) {
            String alone = tokenizer.decode(new int[] {id});
            String twice = tokenizer.decode(new int[] {id, id});
            known = twice.startsWith(alone) ? twice.substring(alone.length()) : alone;
            additions.set(id, known);
        }
        return known;
    }

    /** For decoders whose text of a token depends on its neighbours, such as several tokens for one character. */
    private int[] endsByPrefixes(int[] ids, String text) {
        int[] ends = new int[ids.length];
        int last = 0;
        for (int i = 0; i < ids.length; i++) {
            String prefix = i == ids.length - 1 ? text : tokenizer.decode(Arrays.copyOf(ids, i + 1));
            last = Math.max(last, commonPrefix(prefix, text));
            ends[i] = last;
        }
        return ends;
    }

    private static int commonPrefix(String a, String b) {
        int mismatch = Arrays.mismatch(a.toCharArray(), b.toCharArray());
        int length = mismatch < 0 ? a.length() : mismatch;
        boolean splitsPair = length > 0 && length < b.length() && Character.isHighSurrogate(b.charAt(length - 1));
        return splitsPair ? length - 1 : length;
    }
}

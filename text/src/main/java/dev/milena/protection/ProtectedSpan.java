// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of a text that must not change. Immutable.
 *
 * @param span where it stands
 * @param set the named set of rules that protects it
 * @param tags marks in it that have partners outside it, in order
 * @param filler what stands for each of its characters where the ends of sentences are looked for; 0: what is there
 */
public record ProtectedSpan(TextSpan span, String set, List<Tag> tags, char filler) {
    public ProtectedSpan {
        tags = List.copyOf(tags);
    }

    /** A piece of a text that has no markup but what its rules find. */
    static ProtectedSpan of(String text, TextSpan span, String set) {
        boolean isTag = set.equals(Rules.TAG);
        List<Tag> tags = isTag ? Tags.in(text.substring(span.start(), span.end())) : List.of();
        boolean staysThere = set.equals(Rules.EMOJI) || set.equals(Rules.GLOSSARY);
        char filler = isTag ? Tags.filler(text, span) : staysThere ? 0 : Fillers.WORD;
        return new ProtectedSpan(span, set, tags, filler);
    }

    /** Its first character. */
    public int start() {
        return span.start();
    }

    /** One past its last character. */
    public int end() {
        return span.end();
    }

    /** Whether it is no word of the sentence: a tag, an emoji. */
    public boolean isMark() {
        return isMark(set);
    }

    /** Whether pieces of a set are no words of their sentence. */
    public static boolean isMark(String set) {
        return isTag(set) || set.equals(Rules.EMOJI);
    }

    /** Whether pieces of a set are tags, which take no space. */
    public static boolean isTag(String set) {
        return set.equals(Rules.TAG);
    }

    /** Whether a sentence ends at it. */
    boolean endsBlock() {
        return filler == Fillers.BLOCK;
    }

    /** The piece that pieces which touch are together. A mark beside a word is a word. */
    static ProtectedSpan joined(List<ProtectedSpan> touching) {
        ProtectedSpan first = touching.get(0);
        if (touching.size() == 1) {
            return first;
        }
        List<Tag> tags = new ArrayList<>();
        ProtectedSpan named = first;
        for (ProtectedSpan next : touching) {
            tags.addAll(next.tags);
            named = named.isMark() ? next : named;
        }
        TextSpan all =
                new TextSpan(first.start(), touching.get(touching.size() - 1).end());
        return new ProtectedSpan(all, named.set, Tags.unpaired(tags), named.filler);
    }
}

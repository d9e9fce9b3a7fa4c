// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The tags in protected pieces: which end a block, which belong together. Stateless, any thread. */
public final class Tags {
    private static final Pattern TAG = Pattern.compile("<(/?)([A-Za-z][A-Za-z0-9:-]*)[^<>]*?(/?)>");

    /** Elements of HTML that stand between sentences. */
    private static final Set<String> BLOCKS = Set.of(
            ("address article aside audio blockquote body br button canvas caption center col colgroup dd details dialog"
                            + " div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head"
                            + " header hgroup hr html iframe input legend li link main menu meta nav noscript object ol optgroup"
                            + " option p param pre script search section select source style summary table tbody td template"
                            + " textarea tfoot th thead title tr track ul video")
                    .split(" ", -1));

    /** Elements of HTML that have no end tag. */
    private static final Set<String> VOID = Set.of(
            "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr");

    private Tags() {}

    /** Whether an element of HTML, by its name in lower case, ends the sentence before it. */
    public static boolean endsBlock(String name) {
        return BLOCKS.contains(name);
    }

    /** What stands for a tag, or several, where the ends of sentences are looked for. */
    static char filler(String text, TextSpan span) {
        Matcher matcher = TAG.matcher(text).region(span.start(), span.end());
        while (matcher.find()) {
            if (endsBlock(matcher.group(2).toLowerCase(Locale.ROOT))) {
                return Fillers.BLOCK;
            }
        }
        return Fillers.MARK;
    }

    /** The tags of a piece that have partners, in order, without pairs of which both are in the piece. */
    public static List<Tag> in(String piece) {
        if (piece.indexOf('<') < 0) {
            return List.of();
        }
        List<Tag> tags = new ArrayList<>();
        Matcher matcher = TAG.matcher(piece);
        while (matcher.find()) {
            String name = matcher.group(2).toLowerCase(Locale.ROOT);
            if (matcher.group(3).isEmpty() && !VOID.contains(name)) {
                push(tags, new Tag(name, matcher.group(1).isEmpty()));
            }
        }
        return tags;
    }

    /** What is left of tags in order when every pair is taken away: the same for two orders that nest alike. */
    public static List<Tag> unpaired(List<Tag> tags) {
        List<Tag> left = new ArrayList<>();
        tags.forEach(tag -> push(left, tag));
        return left;
    }

    private static void push(List<Tag> stack, Tag tag) {
        boolean closesLast =
                !tag.opens() && !stack.isEmpty() && stack.get(stack.size() - 1).equals(new Tag(tag.name(), true));
        if (closesLast) {
            stack.remove(stack.size() - 1);
        } else {
            stack.add(tag);
        }
    }
}

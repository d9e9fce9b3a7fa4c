// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import dev.milena.protection.MarkedText;
import dev.milena.protection.Spelling;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;

/** Attributes of HTML that people read. Stateless. */
final class AttributeValues {
    private static final List<String> FOR_PEOPLE = List.of("alt", "aria-label", "placeholder", "title");

    private AttributeValues() {}

    /** Takes down the values between quotation marks that have a letter in them; others are left alone. */
    static void takeDown(String text, Element element, boolean xml, MarkedText marked) {
        if (xml) {
            return;
        }
        for (String name : FOR_PEOPLE) {
            if (element.hasAttr(name)) {
                takeDown(text, element, name, marked);
            }
        }
    }

    private static void takeDown(String text, Element element, String name, MarkedText marked) {
        Range range = element.attributes().sourceRange(name).valueRange();
        int start = range.startPos();
        int end = range.endPos();
        if (!range.isTracked() || start < 1 || end <= start || end >= text.length()) {
            return;
        }
        char quote = text.charAt(start - 1);
        if ((quote != '"' && quote != '\'') || text.charAt(end) != quote) {
            return;
        }
        String spelled = text.substring(start, end);
        String meaning = element.attr(name);
        MarkedText value = new MarkedText(spelled, spelling(quote));
        if (meaning.codePoints().anyMatch(Character::isLetter)
                && References.takeDown(spelled, 0, spelled.length(), meaning, false, value)) {
            marked.attribute(start, value);
        }
    }

    private static Spelling spelling(char quote) {
        String spelled = quote == '"' ? "&quot;" : "&#39;";
        return codePoint -> codePoint == quote ? spelled : TreeReader.SPELLING.of(codePoint);
    }
}

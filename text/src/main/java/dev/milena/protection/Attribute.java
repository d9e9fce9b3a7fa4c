// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;

/**
 * The value of an attribute that people read: a text of its own, inside a mark. Immutable.
 *
 * @param start where the value stands in the text that has the mark
 * @param value the value, as the text spells it
 */
public record Attribute(int start, ProtectedText value) {
    /** Where the value stands in the text that has the mark. */
    public TextSpan span() {
        return new TextSpan(start, start + value.text().length());
    }
}

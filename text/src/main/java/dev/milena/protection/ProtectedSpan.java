// SPDX-License-Identifier: Apache-2.0
package dev.milena.protection;

import dev.milena.api.TextSpan;

/**
 * A piece of a text that must not change. Immutable.
 *
 * @param span where it stands
 * @param set the named set of rules that protects it
 */
record ProtectedSpan(TextSpan span, String set) {
    int start() {
        return span.start();
    }

    int end() {
        return span.end();
    }

    /** Whether it is no word of the sentence: a tag, an emoji. */
    boolean isMark() {
        return set.equals(Rules.TAG) || set.equals(Rules.EMOJI);
    }
}

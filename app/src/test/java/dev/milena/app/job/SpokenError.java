// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * All that an error says, with its causes and what it suppressed.
 *
 * @param error the error
 */
record SpokenError(Throwable error) {

    @Override
    public String toString() {
        StringWriter words = new StringWriter();
        error.printStackTrace(new PrintWriter(words, true));
        return words.toString();
    }
}

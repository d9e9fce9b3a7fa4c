// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a request (RFC 9112, 3); headers and body mean nothing here.
 *
 * @param method such as GET
 * @param path without host and query
 */
record HttpRequest(String method, String path) {
    private static final Pattern LINE =
            Pattern.compile("\\r?\\n?([A-Z]{1,16}) (?:http://[^/ ]+)?(/[^ ?#]*|\\*)(?:[?#][^ ]*)? HTTP/1\\.[01]\\r?");

    /** Whether all headers are there: an empty line ends them. */
    static boolean isWhole(byte[] bytes, int length) {
        int ends = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                ends++;
            } else if (bytes[i] != '\r') {
                ends = 0;
            }
            if (ends == 2) {
                return true;
            }
        }
        return false;
    }

    /** The request, or null when it is none. */
    static @Nullable HttpRequest parse(byte[] bytes, int length) {
        String head = new String(bytes, 0, length, StandardCharsets.ISO_8859_1).stripLeading();
        int end = head.indexOf('\n');
        Matcher line = LINE.matcher(end < 0 ? head : head.substring(0, end));
        return line.matches() ? new HttpRequest(line.group(1), line.group(2)) : null;
    }

    /** Whether an answer has a body. */
    boolean wantsBody() {
        return !method.equals("HEAD");
    }
}

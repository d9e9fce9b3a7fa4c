// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

import dev.milena.streams.windows.TextWindow;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names of windows that are the same when a window is made again. Stateless. */
final class WindowNames {
    private static final int KEY_BYTES = 12;

    private WindowNames() {}

    static String of(byte[] key, TextWindow window) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "window-" + HexFormat.of().formatHex(digest, 0, KEY_BYTES) + "-" + window.start() + "-"
                    + window.end() + "-" + window.edition();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}

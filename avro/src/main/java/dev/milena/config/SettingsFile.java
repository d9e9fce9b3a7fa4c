// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;

/**
 * Reads a properties file as UTF-8, with or without a byte order mark. What Java would mend or drop in silence is refused
 * with the line: a key that stands there twice, a backslash before a letter that is no escape, NUL.
 */
final class SettingsFile {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private SettingsFile() {}

    static Map<String, String> read(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException("Settings file " + file + " does not exist; check the path, or write one from the"
                    + " reference that `./milena config docs` prints");
        } catch (IOException e) {
            ConfigException refused = new ConfigException("Settings file " + file + " cannot be read: " + e);
            refused.initCause(e);
            throw refused;
        }
        String text = decode(file, bytes);
        try {
            return new SettingsLines(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).settings();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("Settings file " + file + ", " + e.getMessage());
        }
    }

    private static String decode(Path file, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
        } catch (CharacterCodingException e) {
            long line = 1;
            for (int i = 0; i < buffer.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw new ConfigException("Settings file " + file + " is not UTF-8 in line " + line + "; save it as UTF-8");
        }
    }
}

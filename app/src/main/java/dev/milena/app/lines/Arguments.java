// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.lines;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The arguments of this process as UTF-8, whatever the locale says. Java decodes them by the locale and puts U+FFFD or
 * others in the place of what it cannot read; where the system shows the bytes themselves, as Linux does, these count.
 * Stateless.
 */
public final class Arguments {
    private static final Path OF_THIS_PROCESS = Path.of("/proc/self/cmdline");

    private Arguments() {}

    /**
     * The arguments as they were typed.
     *
     * @param decoded what Java made of them
     * @throws CommandFailure when one is not UTF-8
     */
    public static String[] asTyped(String[] decoded) {
        return asTyped(decoded, OF_THIS_PROCESS);
    }

    static String[] asTyped(String[] decoded, Path commandLine) {
        if (Arrays.stream(decoded).allMatch(Arguments::isAscii)) {
            return decoded;
        }
        List<byte[]> typed;
        try {
            typed = split(Files.readAllBytes(commandLine));
        } catch (IOException notShownHere) {
            return decoded;
        }
        int others = typed.size() - decoded.length; // Java itself, its options and the class
        if (others < 1) {
            return decoded;
        }
        String[] arguments = new String[decoded.length];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = utf8(typed.get(others + i), i + 1);
        }
        return arguments;
    }

    private static boolean isAscii(String argument) {
        return argument.chars().allMatch(unit -> unit < 0x80);
    }

    private static List<byte[]> split(byte[] line) {
        List<byte[]> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < line.length; i++) {
            if (line[i] == 0) {
                parts.add(Arrays.copyOfRange(line, start, i));
                start = i + 1;
            }
        }
        return parts;
    }

    private static String utf8(byte[] bytes, int number) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "argument " + number
                            + " is not UTF-8; use a terminal of UTF-8, or convert what is given, for example"
                            + " with iconv.",
                    e);
        }
    }
}

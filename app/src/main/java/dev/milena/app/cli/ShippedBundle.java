// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bundles that come with Milena, for commands that were given none. */
final class ShippedBundle {
    private static final Path TRANSLATION = Path.of("models", "en-de");
    private static final Path SUMMARIZATION = Path.of("models", "headline");

    private ShippedBundle() {}

    /** The folder that was asked for, or that of the shipped translation of this installation. */
    static Path orElse(@Nullable Path asked) {
        if (asked != null) {
            return asked;
        }
        Path shipped = home().resolve(TRANSLATION);
        if (!Files.isDirectory(shipped)) {
            throw new CommandFailure(
                    ExitCode.BUNDLE,
                    "the bundle that comes with Milena is not at " + shipped.toAbsolutePath()
                            + "; start with ./milena from a whole checkout, or name a bundle with --bundle DIR.");
        }
        return shipped;
    }

    /** The shipped translation, and the headlines where this installation has them: images may leave them out. */
    static List<Path> all() {
        List<Path> shipped = new ArrayList<>(List.of(orElse(null)));
        Path headlines = home().resolve(SUMMARIZATION);
        if (Files.isDirectory(headlines)) {
            shipped.add(headlines);
        }
        return shipped;
    }

    /** The headlines alone. */
    static Path headlines() {
        Path shipped = home().resolve(SUMMARIZATION);
        if (!Files.isDirectory(shipped)) {
            throw new CommandFailure(
                    ExitCode.BUNDLE,
                    "the bundle for headlines that comes with Milena is not at " + shipped.toAbsolutePath()
                            + "; start with ./milena from a whole checkout, or name a bundle that summarizes with"
                            + " --bundle DIR.");
        }
        return shipped;
    }

    private static Path home() {
        return Path.of(System.getProperty("milena.home", ""));
    }
}

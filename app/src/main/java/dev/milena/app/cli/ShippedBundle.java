// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The bundle that comes with Milena, for commands that were given none. */
final class ShippedBundle {
    private static final Path NAME = Path.of("models", "en-de");

    private ShippedBundle() {}

    /** The folder that was asked for, or the shipped one of this installation. */
    static Path orElse(@Nullable Path asked) {
        if (asked != null) {
            return asked;
        }
        Path home = Path.of(System.getProperty("milena.home", ""));
        Path shipped = home.resolve(NAME);
        if (!Files.isDirectory(shipped)) {
            throw new CommandFailure(
                    ExitCode.BUNDLE,
                    "the bundle that comes with Milena is not at " + shipped.toAbsolutePath()
                            + "; start with ./milena from a whole checkout, or name a bundle with --bundle DIR.");
        }
        return shipped;
    }
}

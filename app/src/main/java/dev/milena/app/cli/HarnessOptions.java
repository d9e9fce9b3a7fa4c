// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.demo.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands share that run brokers and jobs of their own and pass a verdict. */
final class HarnessOptions {
    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Keep logs and data there. Default: a folder that is removed.")
    private @Nullable Path folder;

    @Mixin
    private final LogOptions log = new LogOptions();

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    /**
     * Runs it in the folder, and says how the process ends.
     *
     * @param kept runs, reports, and tells whether every promise was kept
     */
    int exitCode(Predicate<Path> kept) throws IOException {
        log.apply(Logging.Detail.ERRORS);
        boolean good;
        if (folder == null) {
            try (TemporaryFolder temporary = TemporaryFolder.create("milena-" + spec.name() + "-")) {
                good = kept.test(temporary.path());
            }
        } else {
            Files.createDirectories(folder);
            good = kept.test(folder);
        }
        return (good ? ExitCode.OK : ExitCode.NOT_KEPT).code();
    }

    /** Refuses options that contradict a rule. */
    void require(boolean holds, String rule) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), "these options contradict a rule: " + rule + ".");
        }
    }
}

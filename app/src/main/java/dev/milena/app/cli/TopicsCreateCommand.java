// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.app.output.Terminal;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code milena topics create}. */
@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        header = "Create the topics that are missing; those that exist are left as they are.")
final class TopicsCreateCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--partitions",
            paramLabel = "N",
            defaultValue = "4",
            description = "Partitions of each new topic: the most that can be answered side by side. Choose well, a job"
                    + " cannot raise it later. Default: ${DEFAULT-VALUE}.")
    private int partitions;

    @Option(
            names = "--replication",
            paramLabel = "N",
            description = "Replicas of each partition. Default: the broker's default.")
    private @Nullable Short replication;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    TopicsCreateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        Topics topics = new Topics(new Cluster(settings.tool()));
        topics.create(partitions, Optional.ofNullable(replication)).forEach((use, created) -> terminal.out()
                .println((created ? "created   " : "exists    ") + use.name()));
        return ExitCode.OK.code();
    }
}

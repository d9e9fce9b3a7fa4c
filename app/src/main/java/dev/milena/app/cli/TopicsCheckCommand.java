// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Topics;
import dev.milena.app.output.Terminal;
import dev.milena.host.topics.TopicFinding;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code milena topics check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        header = "Check that every topic exists and that this user may use it, as run does before it starts.")
final class TopicsCheckCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    TopicsCheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        for (TopicFinding finding : new Topics(new Cluster(settings.tool())).require()) {
            terminal.out()
                    .println("ok   " + finding.use().name() + ", " + finding.partitions()
                            + (finding.partitions() == 1 ? " partition" : " partitions"));
        }
        return ExitCode.OK.code();
    }
}

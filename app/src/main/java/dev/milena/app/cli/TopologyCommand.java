// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.job.TopologyOutline;
import dev.milena.app.output.DotGraph;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import java.util.concurrent.Callable;
import org.apache.kafka.streams.TopologyDescription;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code milena topology}: what Kafka Streams will run. */
@Command(
        name = "topology",
        mixinStandardHelpOptions = true,
        header = "Print the Kafka Streams topology of a job: sources, processors, stores, sinks.",
        description = {"", "Reads settings only; needs no cluster and no model."},
        footer = {"", "Example:", "  milena topology --dot | dot -Tsvg > topology.svg"})
final class TopologyCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(names = "--dot", description = "As a Graphviz graph.")
    private boolean dot;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    TopologyCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        MilenaConfig config = settings.tool();
        TopologyDescription description = TopologyOutline.of(config);
        terminal.out().print(dot ? DotGraph.of(description) : description.toString());
        terminal.out().flush();
        return ExitCode.OK.code();
    }
}

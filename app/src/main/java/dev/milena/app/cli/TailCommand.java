// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.Outputs;
import dev.milena.app.kafka.Outputs.Kind;
import dev.milena.app.kafka.Outputs.Output;
import dev.milena.app.output.Complaints;
import dev.milena.app.output.OutputPrinter;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StopSignal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milena tail}: reads what a job answers. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        header = "Show what a job answers as it arrives: answers, attention maps, dead letters.",
        description = {
            "",
            "Reads committed records only, joins no consumer group and changes nothing. Waits for more until --count,"
                    + " --timeout or Ctrl-C.",
            "A record that is no answer is named on standard error and the next one is shown; the command then does not end"
                    + " with 0.",
            "With --json each line is the whole record under the field names of its schema, and topic, partition,"
                    + " offset, timestamp and key (Base64 where it is not UTF-8) under \"record\"."
        },
        footer = {
            "",
            "Examples:",
            "  milena tail --from-beginning --count 10",
            "  milena tail -b kafka:9092 enriched --json | jq -r .text"
        })
final class TailCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(200);

    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(10);

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "OUTPUT",
            description =
                    "enriched, quarantine, attention or dead-letters. Default: enriched and dead-letters, and quarantine"
                            + " where it has a topic.")
    private final List<String> wanted = new ArrayList<>();

    @Option(names = "--from-beginning", description = "Also show what is in the topics already.")
    private boolean fromBeginning;

    @Option(names = "--count", paramLabel = "N", defaultValue = "0", description = "End after N records.")
    private long count;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "End when nothing arrived for so long.")
    private long timeout;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    TailCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        log.apply(Logging.Detail.ERRORS);
        MilenaConfig config = settings.tool();
        List<Kind> kinds = wanted.isEmpty()
                ? defaults(config)
                : wanted.stream().distinct().map(Kind::named).toList();
        Complaints foreign = new Complaints(terminal);
        OutputPrinter printer = new OutputPrinter(terminal, json);
        long shown = 0;
        try (StopSignal stop = StopSignal.install(LONGEST_CLOSE);
                Outputs outputs = Outputs.open(new Cluster(config), kinds, fromBeginning)) {
            long last = System.nanoTime();
            while (!stop.requested() && !terminal.out().checkError() && !silentSince(last)) {
                for (Output output : outputs.poll(POLL, foreign::add)) {
                    printer.print(output.record(), output.value());
                    last = System.nanoTime();
                    shown++;
                    if (shown == count) {
                        return end(foreign);
                    }
                }
            }
        }
        return end(foreign);
    }

    private static List<Kind> defaults(MilenaConfig config) {
        return config.quarantines()
                ? List.of(Kind.ENRICHED, Kind.QUARANTINE, Kind.DEAD_LETTERS)
                : List.of(Kind.ENRICHED, Kind.DEAD_LETTERS);
    }

    private int end(Complaints foreign) {
        if (foreign.count() == 0) {
            return ExitCode.OK.code();
        }
        terminal.complain(
                foreign.count() + (foreign.count() == 1 ? " record was" : " records were") + " not shown, see above.");
        return ExitCode.INCOMPLETE.code();
    }

    private boolean silentSince(long last) {
        return timeout > 0
                && System.nanoTime() - last > Duration.ofSeconds(timeout).toNanos();
    }
}

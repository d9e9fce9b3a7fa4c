// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.Logging;
import dev.milena.app.demo.DemoOptions;
import dev.milena.app.demo.DemoRun;
import dev.milena.app.output.Terminal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code milena demo}: see it work. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        header = "See it work: a Kafka broker in this process, the real job, sample texts, answers as they arrive.",
        description = {
            "",
            "Needs nothing but this installation: no Kafka, no network. Listens on loopback only, keeps its data in a"
                    + " temporary folder and removes it. Ends when every sample is answered.",
            "",
            "With --summaries, papers are read out sentence by sentence instead, each under a key of its own. What was read of a"
                    + " paper is summarized early as it grows, and for good when the paper falls silent. That takes"
                    + " about a minute.",
            "",
            "Without it, translates sentences and finds headlines for abstracts, in one job. Under each answer its words stand above the"
                    + " source words that they were made from."
        },
        footer = {
            "",
            "Examples:",
            "  milena demo",
            "  milena demo --count 100 --rate 0 --json > answers.jsonl",
            "  milena demo --summaries",
            "  milena demo --keep-running"
        })
final class DemoCommand implements Callable<Integer> {
    private static final double TEXTS_A_SECOND = 3;
    private static final double SENTENCES_A_SECOND = 1;
    private static final int BEAM_OF_SUMMARIES = 4;

    private final Terminal terminal;

    @Option(
            names = "--bundle",
            paramLabel = "DIR",
            description = "Model bundle; may be repeated. Default: the shipped ones.")
    private final List<Path> bundles = new ArrayList<>();

    @Option(names = "--summaries", description = "Read papers out, and summarize each over a session of its own.")
    private boolean summaries;

    @Option(
            names = "--count",
            paramLabel = "N",
            description = "Texts to send, or papers to read out. Default: every sample once.")
    private @Nullable Integer count;

    @Option(
            names = "--rate",
            paramLabel = "X",
            description = "Texts a second; 0 is as fast as possible. Default: 3, and 1 with --summaries.")
    private @Nullable Double rate;

    @Option(
            names = "--beam",
            paramLabel = "N",
            description = "Hypotheses kept while decoding; 1 is greedy search. Default: 1, and 4 with --summaries.")
    private @Nullable Integer beam;

    @Option(names = "--json", description = "Nothing but answers, one JSON object a line.")
    private boolean json;

    @Option(names = "--keep-running", description = "Stay after the samples; says how to send your own texts.")
    private boolean keepRunning;

    @Mixin
    private final LogOptions log = new LogOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws InterruptedException {
        double pace = rate == null ? (summaries ? SENTENCES_A_SECOND : TEXTS_A_SECOND) : rate;
        if (count != null && count < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--count is " + count + "; it must be 0 or more, or left out for all texts.");
        }
        if (pace < 0 || Double.isNaN(pace)) {
            throw new ParameterException(
                    spec.commandLine(), "--rate is " + pace + "; it must be 0 or more, and 0 is as fast as can be.");
        }
        int width = beam == null ? (summaries ? BEAM_OF_SUMMARIES : 1) : beam;
        log.apply(Logging.Detail.ERRORS);
        List<Path> folders = bundles.isEmpty() ? shipped() : bundles;
        int code = new DemoRun(new DemoOptions(folders, summaries, count, pace, width, json, keepRunning), terminal)
                .run()
                .code();
        if (Boolean.getBoolean("milena.first.start") && terminal.errIsTerminal()) {
            terminal.err()
                    .println(
                            terminal.errStyle()
                                    .dim(
                                            "One moment: this first start leaves an archive behind that lets later ones begin sooner."));
        }
        return code;
    }

    private List<Path> shipped() {
        return summaries ? List.of(ShippedBundle.headlines()) : ShippedBundle.all();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.api.TextModel;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.infer.Inference;
import dev.milena.app.infer.Inference.Summary;
import dev.milena.app.infer.Rendering;
import dev.milena.app.lines.LineLimit;
import dev.milena.app.lines.LineSource;
import dev.milena.app.output.ProgressBar;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.document.Documents;
import dev.milena.engine.GpuMemory;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.model.EngineSettings;
import dev.milena.model.TextModels;
import dev.milena.streams.config.StageConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milena infer}: texts through a model, without Kafka. */
@Command(
        name = "infer",
        mixinStandardHelpOptions = true,
        header = "Answer texts without Kafka: a line each in, a JSON object a line out, in the same order.",
        description = {
            "",
            "Reads UTF-8 lines from a file or from standard input. Each object has source, output, score, confidence,"
                    + " logProbMean, logProbStddev, finishReason, sourceTokens, outputTokens, sourceWords, outputWords"
                    + " and alignment: pairs of word indexes from 0, source-output, as in 0-0 1-2.",
            "A line that cannot be answered keeps its place as {\"error\":{\"code\":...,\"message\":...}}; the exit code"
                    + " is 0 as long as one line is answered.",
            "",
            "An answer does not depend on the lines around it."
        },
        footer = {
            "",
            "Examples:",
            "  echo 'How are you?' | milena infer",
            "  milena infer --beam 4 --num-hypotheses 4 texts.txt > answers.jsonl",
            "  milena infer --whole --plain --format html page.html > page.de.html",
            "  milena infer --score translations.txt texts.txt | jq .confidence",
            "  milena infer --bundle models/en-de < texts.txt | jq -r .output"
        })
final class InferCommand implements Callable<Integer> {
    /** Of a whole file: what is held in memory, with all its segments. */
    private static final int MOST_BYTES = 1 << 24;

    private static final int MOST_SEGMENTS = 1 << 20;

    private static final MilenaConfig SHIPPED = MilenaConfig.of(Map.of(MilenaConfig.BUNDLES_CONFIG, "none"));

    private final Terminal terminal;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "Texts, a line each. Default: standard input.")
    private @Nullable Path file;

    @Option(names = "--bundle", paramLabel = "DIR", description = "Model bundle. Default: the shipped models/en-de.")
    private @Nullable Path bundle;

    @Mixin
    private final SearchOptions search = new SearchOptions();

    @Mixin
    private final TextOptions texts = new TextOptions();

    @Mixin
    private final DoubtOptions doubts = new DoubtOptions();

    @Option(names = "--prefix", paramLabel = "TEXT", description = "What every answer shall start with.")
    private @Nullable String prefix;

    @Option(
            names = "--score",
            paramLabel = "TARGETS",
            description =
                    "Make no answers: judge the lines of this file, one for each text. The output is that line, with"
                            + " the score, confidence and alignment that the model gives it.")
    private @Nullable Path targets;

    @Option(
            names = "--whole",
            description = "The input is one text, whatever lines it has: at most 16 MiB. Default: a text is a line.")
    private boolean whole;

    @Option(
            names = "--plain",
            description =
                    "Print the outputs and nothing else, as they are. A text without an answer is an empty line, the reason"
                            + " goes to standard error, and the exit code says so.")
    private boolean plain;

    @Option(names = "--attention", description = "Add the attention matrix: a row an output token.")
    private boolean attention;

    @Option(names = "--from", paramLabel = "TAG", description = "Language of the texts, where the bundle has several.")
    private @Nullable String sourceLanguage;

    @Option(names = "--to", paramLabel = "TAG", description = "Language wanted, where the bundle has several.")
    private @Nullable String targetLanguage;

    @Option(
            names = "--device",
            paramLabel = "NAME",
            defaultValue = "cpu",
            description = "Where the model runs: cpu, cuda or cuda:N.")
    private String device = "cpu";

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "0",
            description = "Threads of the model on the CPU. Default: all cores.")
    private int threads;

    @Option(
            names = "--batch-texts",
            paramLabel = "N",
            description = "Most texts in a batch. Default: 64.",
            defaultValue = "64")
    private int batchTexts;

    @Option(
            names = "--batch-tokens",
            paramLabel = "N",
            description = "Most source tokens in a batch, padding included. Default: 2048.",
            defaultValue = "2048")
    private int batchTokens;

    @Mixin
    private final LogOptions log = new LogOptions();

    InferCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        log.apply(Logging.Detail.ERRORS);
        if (prefix != null && targets != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--prefix and --score are both given; a text is either answered or judged. Give one of them.");
        }
        if (whole && targets != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "--whole and --score are both given; targets are lines, one for each text. Give one of them.");
        }
        Inference.Options options = options();
        Path folder = ShippedBundle.orElse(bundle);
        try (InputStream in = file == null ? terminal.in() : open(file);
                InputStream judged = targets == null ? null : open(targets);
                TextModel model = TextModels.open(folder, settings())) {
            Summary summary = answer(
                    lines(in, file), judged == null || targets == null ? null : lines(judged, targets), model, options);
            if (terminal.errIsTerminal()) {
                terminal.err().println(terminal.errStyle().dim(describe(summary)));
            }
            return end(summary);
        }
    }

    private Summary answer(LineSource lines, @Nullable LineSource judged, TextModel model, Inference.Options options)
            throws IOException {
        try (ProgressBar progress = progress()) {
            return new Inference(model, options).run(lines, judged, terminal.out(), progress);
        }
    }

    private LineSource lines(InputStream in, @Nullable Path from) {
        String name = from == null ? "standard input" : "the file " + from;
        if (whole) {
            return LineSource.whole(in, name, new LineLimit(MOST_BYTES, "the limit of --whole"), terminal::complain);
        }
        return new LineSource(
                in,
                name,
                new LineLimit(
                        SHIPPED.stages().getInt(StageConfig.TEXT_MAX_BYTES_CONFIG), StageConfig.TEXT_MAX_BYTES_CONFIG),
                terminal::complain);
    }

    /** Errors stand in their places; what nobody would look for there ends with a code. */
    private int end(Summary summary) {
        long lines = summary.answered() + summary.refused();
        if (summary.withoutTarget() > 0) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the targets end after " + (lines - summary.withoutTarget()) + " of " + lines
                            + " texts; there must be one target for each text. Check that both files belong together.");
        }
        if (plain && summary.refused() > 0) {
            throw new CommandFailure(
                    ExitCode.INCOMPLETE,
                    summary.refused() + " of " + lines + " texts could not be answered; the lines above say why.");
        }
        if (summary.answered() == 0 && lines > 0) {
            throw new CommandFailure(
                    ExitCode.INCOMPLETE,
                    (lines == 1
                                    ? "the only line could not be answered"
                                    : "none of " + lines + " lines could be answered")
                            + "; the output says why in the place of each.");
        }
        return ExitCode.OK.code();
    }

    private static InputStream open(Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the file " + file + " cannot be read (" + e + "); check its name and permissions.",
                    e);
        }
    }

    private EngineSettings settings() {
        try {
            return new EngineSettings(
                    device,
                    GpuMemory.asNeeded(),
                    threads,
                    1,
                    true,
                    attention,
                    texts.overflow(),
                    search.settings(),
                    doubts.secondSearch(search.settings()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Documents documents() {
        try {
            return texts.documents(whole ? MOST_SEGMENTS : Documents.DEFAULT_MAX_SEGMENTS);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private DoubtPolicy policy() {
        try {
            return doubts.policy();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private Inference.Options options() {
        int window = 16 * Math.max(batchTexts, 1);
        return new Inference.Options(
                sourceLanguage,
                targetLanguage,
                prefix,
                documents(),
                policy(),
                plain ? Rendering.plain(whole ? "" : "\n", terminal::complain) : Rendering.JSON,
                window,
                batchTexts,
                batchTokens);
    }

    /** A bar only where the end is known and answers do not already show how far we are. */
    private ProgressBar progress() throws IOException {
        Path source = file == null ? Path.of("/dev/stdin") : file;
        return Files.isRegularFile(source) && !terminal.outIsTerminal()
                ? ProgressBar.of(terminal, "answering", Files.size(source))
                : ProgressBar.hidden(terminal);
    }

    private static String describe(Summary summary) {
        return summary.answered() + " answered" + (summary.refused() == 0 ? "" : ", " + summary.refused() + " refused");
    }
}

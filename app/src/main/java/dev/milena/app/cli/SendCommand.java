// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.EventLimits;
import dev.milena.app.kafka.EventSender;
import dev.milena.app.kafka.Topics;
import dev.milena.app.lines.InputLine;
import dev.milena.app.lines.LineLimit;
import dev.milena.app.lines.LineSource;
import dev.milena.app.output.Complaints;
import dev.milena.app.output.Terminal;
import dev.milena.config.MilenaConfig;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import dev.milena.streams.config.StageConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code milena send}: texts onto the input topic. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        header = "Send texts to the input topic, so that a running job answers them.",
        description = {
            "",
            "Takes the texts from the command line, or a line each from standard input (UTF-8). Each is sent as it is. A line"
                    + " that is not UTF-8, too long or without its key is named and the others are sent; the command then"
                    + " does not end with 0."
        },
        footer = {
            "",
            "Examples:",
            "  milena send 'How are you today?'",
            "  milena send -b kafka:9092 --key guest-7 'Where is the station?' 'Thank you.'",
            "  milena send -c milena.properties --key-separator ';' < keys-and-texts.csv"
        })
final class SendCommand implements Callable<Integer> {
    private static final int LONGEST_LINE = 16 << 20;

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "TEXT", description = "Texts. Default: the lines of standard input.")
    private final List<String> texts = new ArrayList<>();

    @ArgGroup(exclusive = true)
    private @Nullable Key key;

    @Option(names = "--from", paramLabel = "TAG", description = "Language of the texts, where the bundle has several.")
    private @Nullable String sourceLanguage;

    @Option(names = "--to", paramLabel = "TAG", description = "Language wanted, where the bundle has several.")
    private @Nullable String targetLanguage;

    @Option(
            names = "--bundle-name",
            paramLabel = "NAME",
            description = "Bundle that shall answer, where the job has several.")
    private @Nullable String bundle;

    @Option(
            names = "--task",
            paramLabel = "TASK",
            description = "What shall be done, where the job does several things: ${COMPLETION-CANDIDATES}.",
            completionCandidates = TaskNames.class,
            converter = TaskNames.class)
    private @Nullable Task task;

    @Option(names = "--prefix", paramLabel = "TEXT", description = "What every answer shall start with.")
    private @Nullable String prefix;

    @Option(
            names = {"-a", "--attribute"},
            paramLabel = "NAME=VALUE",
            description = "Data of yours that travels with the text to its answer; may be repeated.")
    private final Map<String, String> attributes = new LinkedHashMap<>();

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final LogOptions log = new LogOptions();

    /** Answers of one key keep their order. */
    static final class Key {
        @Option(
                names = {"-k", "--key"},
                paramLabel = "KEY",
                description = "Key of every text; answers of one key keep their order.")
        private @Nullable String one;

        @Option(
                names = "--key-separator",
                paramLabel = "CHARS",
                description = "Each text begins with its own key, ended by these characters.")
        private @Nullable String separator;
    }

    SendCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        log.apply(Logging.Detail.ERRORS);
        MilenaConfig config = settings.tool();
        EventLimits limits = EventLimits.of(config);
        refuseWrongOptions(limits);
        Cluster cluster = new Cluster(config);
        new Topics(cluster).requireInput();
        Complaints unsent = new Complaints(terminal);
        try (EventSender sender = new EventSender(cluster, unsent::add)) {
            if (texts.isEmpty()) {
                sendLines(sender, limits, unsent);
            } else {
                for (int i = 0; i < texts.size(); i++) {
                    send(sender, limits, unsent, "text " + (i + 1), texts.get(i));
                }
            }
            sender.flush();
            long sent = sender.acknowledged();
            terminal.err()
                    .println(terminal.errStyle()
                            .dim("sent " + sent + (sent == 1 ? " text" : " texts") + " to " + sender.topic() + " at "
                                    + cluster.access().bootstrapServers()));
        }
        return end(unsent);
    }

    private void refuseWrongOptions(EventLimits limits) {
        if (key != null && key.separator != null && key.separator.isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE, "--key-separator is empty; give the characters that end the key, such as ';'.");
        }
        String problem = prefix == null ? null : limits.refuse(prefix);
        if (problem != null) {
            throw new CommandFailure(ExitCode.USAGE, "--prefix " + problem);
        }
        SettingOptions.refuseRepeated(spec, "--attribute", attributes);
    }

    private int end(Complaints unsent) {
        if (unsent.count() == 0) {
            return ExitCode.OK.code();
        }
        String what = texts.isEmpty() ? "line" : "text";
        terminal.complain(
                unsent.count() + " " + what + (unsent.count() == 1 ? " was" : "s were") + " not sent, see above.");
        return ExitCode.INCOMPLETE.code();
    }

    private void sendLines(EventSender sender, EventLimits limits, Complaints unsent) throws IOException {
        LineLimit limit = key != null && key.separator != null
                ? new LineLimit(LONGEST_LINE, "with its key")
                : new LineLimit(limits.bytes(), StageConfig.TEXT_MAX_BYTES_CONFIG);
        LineSource lines = new LineSource(terminal.in(), "standard input", limit, terminal::complain);
        for (InputLine line = lines.next(); line != null; line = lines.next()) {
            if (line.refusal() == null) {
                send(sender, limits, unsent, "line " + line.number(), line.text());
            } else {
                unsent.add(String.valueOf(line.refusal().getMessage()));
            }
        }
    }

    private void send(EventSender sender, EventLimits limits, Complaints unsent, String place, String line) {
        String ownKey = key == null ? null : key.one;
        String text = line;
        if (key != null && key.separator != null) {
            int at = line.indexOf(key.separator);
            if (at < 0) {
                unsent.add(place + " has no '" + key.separator
                        + "', which ends its key (--key-separator); put key and separator before the text.");
                return;
            }
            ownKey = line.substring(0, at);
            text = line.substring(at + key.separator.length());
        }
        String problem = limits.refuse(text);
        if (problem != null) {
            unsent.add(place + " " + problem);
            return;
        }
        sender.send(
                place,
                ownKey,
                TextEvent.newBuilder()
                        .setText(text)
                        .setSourceLanguage(sourceLanguage)
                        .setTargetLanguage(targetLanguage)
                        .setBundle(bundle)
                        .setTask(task)
                        .setTargetPrefix(prefix)
                        .setAttributes(attributes)
                        .build());
    }
}

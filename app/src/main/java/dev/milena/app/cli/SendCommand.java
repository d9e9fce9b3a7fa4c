// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.ExitCode;
import dev.milena.app.Logging;
import dev.milena.app.kafka.Cluster;
import dev.milena.app.kafka.EventSender;
import dev.milena.app.kafka.Topics;
import dev.milena.app.output.Terminal;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code milena send}: texts onto the input topic. */
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        header = "Send texts to the input topic, so that a running job answers them.",
        description = {"", "Takes the texts from the command line, or a line each from standard input (UTF-8)."},
        footer = {
            "",
            "Examples:",
            "  milena send 'How are you today?'",
            "  milena send -b kafka:9092 --key guest-7 'Where is the station?' 'Thank you.'",
            "  milena send -c milena.properties --key-separator ';' < keys-and-texts.csv"
        })
final class SendCommand implements Callable<Integer> {
    private final Terminal terminal;

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
        Cluster cluster = new Cluster(settings.tool());
        new Topics(cluster).requireInput();
        long sent = 0;
        try (EventSender sender = new EventSender(cluster)) {
            if (texts.isEmpty()) {
                sent = sendLines(sender);
            } else {
                texts.forEach(text -> send(sender, text));
                sent = texts.size();
            }
            sender.flush();
            terminal.err()
                    .println(terminal.errStyle()
                            .dim("sent " + sent + (sent == 1 ? " text" : " texts") + " to " + sender.topic() + " at "
                                    + cluster.access().bootstrapServers()));
        }
        return ExitCode.OK.code();
    }

    private long sendLines(EventSender sender) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
        long sent = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            send(sender, line);
            sent++;
        }
        return sent;
    }

    private void send(EventSender sender, String line) {
        String ownKey = key == null ? null : key.one;
        String text = line;
        if (key != null && key.separator != null) {
            int at = line.indexOf(key.separator);
            ownKey = at < 0 ? null : line.substring(0, at);
            text = at < 0 ? line : line.substring(at + key.separator.length());
        }
        sender.send(
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

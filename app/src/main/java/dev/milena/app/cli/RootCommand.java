// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code milena} without a command: shows the help. */
@Command(
        name = "milena",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Text through Kafka and a translation or summarization model, with word alignment and confidence.%n",
        description = {
            "",
            "See it work, with a Kafka inside:    milena demo",
            "Run it on your cluster:              milena topics create -c FILE",
            "                                     milena run -c FILE",
            "Try that job by hand:                milena send -c FILE TEXT",
            "                                     milena tail -c FILE",
            "Answer a file without Kafka:         milena infer texts.txt",
            "",
            "Every command explains itself with --help."
        },
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Environment: MILENA_X_Y sets milena.x.y, KAFKA_X_Y sets x.y (milena config docs);",
            "MILENA_OPTS adds options of the JVM, MILENA_PLUGINS names a folder of further jars; NO_COLOR switches"
                    + " styles off."
        })
final class RootCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}

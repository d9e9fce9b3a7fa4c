// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.config.MilenaConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Where settings come from: a file, the environment, the command line, the later ones on top. */
final class SettingOptions {

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Settings as key=value lines; milena config docs lists them. The environment overrides the"
                    + " file.")
    private @Nullable Path file;

    @Option(
            names = {"-b", "--bootstrap"},
            paramLabel = "HOST:PORT",
            description = "Brokers to connect to first (bootstrap.servers). Default: localhost:9092.")
    private @Nullable String bootstrap;

    @Option(
            names = {"-s", "--set"},
            paramLabel = "KEY=VALUE",
            description = "One more setting, over file and environment; may be repeated.")
    private final Map<String, String> more = new LinkedHashMap<>();

    /** The settings of a job: everything must be there. */
    MilenaConfig job() {
        return MilenaConfig.of(merged());
    }

    /** The settings of a tool that needs no model: a bundle need not be named. */
    MilenaConfig tool() {
        Map<String, Object> settings = merged();
        settings.putIfAbsent(MilenaConfig.BUNDLES_CONFIG, "none");
        return MilenaConfig.of(settings);
    }

    /**
     * Refuses an option of {@code NAME=VALUE} that was given twice with one name, where the first value would be dropped.
     *
     * @param given what picocli made of all of them
     */
    static void refuseRepeated(CommandSpec spec, String option, Map<String, String> given) {
        OptionSpec options = spec.findOption(option);
        int values = options == null ? 0 : options.originalStringValues().size();
        if (values > given.size()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    option + " is given " + values + " times with " + given.size()
                            + " different names; give each name once.");
        }
    }

    private Map<String, Object> merged() {
        refuseRepeated(spec, "--set", more);
        Map<String, Object> settings = MilenaConfig.read(file, System.getenv());
        if (bootstrap != null) {
            settings.put("bootstrap.servers", bootstrap);
        }
        settings.putAll(more);
        return settings;
    }
}

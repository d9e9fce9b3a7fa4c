// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.ModelInfo;
import dev.milena.api.TextModel;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.kafka.JobTopics;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StreamsHost;
import dev.milena.host.StreamsHostBuilder;
import java.util.List;
import java.util.stream.Collectors;

/** The host of a job over the built-in topics. */
public final class Jobs {

    private Jobs() {}

    /** A builder of it; models and topology are handed to the host, since the command has more to do between the steps. */
    public static StreamsHostBuilder of(MilenaConfig config) {
        return StreamsHost.builder(config.settings()).uses(JobTopics.of(config));
    }

    /**
     * Where windows are summarized, some model has to do so.
     *
     * @throws CommandFailure when none does
     */
    public static void requireSummaries(MilenaConfig config, List<TextModel> models) {
        if (config.windows().areOn()
                && models.stream().noneMatch(model -> model.info().task().equals(ModelInfo.SUMMARIZATION))) {
            throw new CommandFailure(
                    ExitCode.SETTINGS,
                    MilenaConfig.WINDOW_KIND_CONFIG + "=" + config.windows().kind()
                            + " has windows summarized, and none of "
                            + models.stream()
                                    .map(model -> model.info().name() + " ("
                                            + model.info().task() + ")")
                                    .collect(Collectors.joining(", "))
                            + " does so. Add a bundle for summarization to " + MilenaConfig.BUNDLES_CONFIG + ", or set "
                            + MilenaConfig.WINDOW_KIND_CONFIG + " to none.");
        }
    }
}

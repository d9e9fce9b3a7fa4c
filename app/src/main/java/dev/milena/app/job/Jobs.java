// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.app.kafka.JobTopics;
import dev.milena.config.MilenaConfig;
import dev.milena.host.StreamsHost;
import dev.milena.host.StreamsHostBuilder;

/** The host of a job over the built-in topics. */
public final class Jobs {

    private Jobs() {}

    /** A builder of it; models and topology are handed to the host, since the command has more to do between the steps. */
    public static StreamsHostBuilder of(MilenaConfig config) {
        return StreamsHost.builder(config.settings()).uses(JobTopics.of(config));
    }
}

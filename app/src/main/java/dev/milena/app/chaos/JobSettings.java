// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.config.MilenaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings of a run's jobs: the shipped ones, where there are faults with short timeouts. */
final class JobSettings {
    static final String APPLICATION = "milena-chaos";
    static final String STORE = "milena-pending";

    private static final int TRANSACTION_MILLIS = 15_000;

    /** What a stall limit of 60 s makes of it, as is shipped. */
    private static final int SHIPPED_TRANSACTION_MILLIS = 62_400;

    /** When a send has failed under at_least_once; an answered entry stays pending that long. */
    static final int DELIVERY_MILLIS = 10_000;

    private final ChaosOptions options;
    private final String bootstrapServers;
    private final String bootstrapServersOfJobs;
    private final Path folder;

    JobSettings(ChaosOptions options, BrokerProcesses brokers, Path folder) {
        this.options = options;
        this.bootstrapServers = brokers.bootstrapServers();
        this.bootstrapServersOfJobs = brokers.bootstrapServersOfJobs();
        this.folder = folder;
    }

    /**
     * What {@code client.id} starts with for one life of a job: its members of the group are found by it, and told from
     * those of a life before, which stay until their session is over.
     */
    static String client(int index, int life) {
        return "chaos-" + index + "-" + life + "-";
    }

    /** Longest transaction, and so the longest that one without an owner can hold readers back. */
    static int transactionMillis(ChaosOptions options) {
        return options.engine().time().isRate() ? SHIPPED_TRANSACTION_MILLIS : TRANSACTION_MILLIS;
    }

    /** Settings for the harness's own clients. */
    MilenaConfig config() {
        return MilenaConfig.of(all("chaos-", bootstrapServers, folder.resolve("state")));
    }

    Path write(int index, int life, Path stateDir) {
        List<String> lines = all(client(index, life), bootstrapServersOfJobs, stateDir).entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        try {
            return Files.write(folder.resolve("job-" + index + ".properties"), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> all(String client, String servers, Path stateDir) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("application.id", APPLICATION);
        settings.put("bootstrap.servers", servers);
        settings.put("client.id", client + "job");
        settings.put("state.dir", stateDir.toString());
        settings.put("replication.factor", Integer.toString(options.brokers()));
        settings.put("num.stream.threads", Integer.toString(options.threads()));
        settings.put("milena.bundles", options.bundle() == null ? "simulated" : String.valueOf(options.bundle()));
        settings.put("milena.metrics.port", "0");
        if (options.bundle() == null) {
            // The test engine answers with the text backwards, from which nothing is put right.
            settings.put("milena.text.protect", "none");
        }
        if (options.unloggedBuffer()) {
            settings.put("milena.pending.store", "memory");
        }
        if (!options.calm()) {
            settings.putAll(quick());
        }
        return settings;
    }

    /** Timeouts so short that faults show within seconds. */
    private Map<String, String> quick() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("milena.batch.max.texts", "32");
        settings.put("milena.batch.linger.ms", "20");
        settings.put("commit.interval.ms", "200");
        long session = options.session().toMillis();
        settings.put("session.timeout.ms", Long.toString(session));
        settings.put("heartbeat.interval.ms", Long.toString(session / 4));
        if (options.atLeastOnce() && !options.deletesAtOnce()) {
            settings.put("processing.guarantee", "at_least_once");
            settings.put("delivery.timeout.ms", Integer.toString(DELIVERY_MILLIS));
            settings.put("producer.request.timeout.ms", "4000");
        } else {
            settings.put("transaction.timeout.ms", Integer.toString(transactionMillis(options)));
        }
        if (!options.engine().time().isRate()) { // a batch of a slow model takes longer
            settings.put("milena.stall.limit.ms", "10000");
        }
        settings.put("milena.shutdown.timeout.ms", "10000");
        settings.put("milena.restart.max", "100"); // a broker that is away costs several
        return settings;
    }
}

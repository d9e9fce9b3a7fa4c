// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import dev.milena.api.DoubtKind;
import dev.milena.inspection.DoubtPolicy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Rules between settings. All broken rules are reported at once; each complaint gives both numbers, what would happen
 * and two cures.
 */
final class StageChecks {

    /** Room in a record for what travels beside a text: coordinates, headers, attributes. */
    private static final int ENVELOPE_BYTES = 4_096;

    private final StageConfig config;
    private final KafkaView kafka;
    private final Map<String, Object> settings;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private StageChecks(StageConfig config, KafkaView kafka, Map<String, Object> settings) {
        this.config = config;
        this.settings = settings;
        this.kafka = kafka;
    }

    /**
     * Checks all rules.
     *
     * @param isRunning whether an application runs with these settings already
     * @return warnings
     * @throws ConfigException when settings contradict each other
     */
    static List<String> check(StageConfig config, KafkaView kafka, Map<String, Object> settings, boolean isRunning) {
        StageChecks checks = new StageChecks(config, kafka, settings);
        checks.errors.addAll(NameChecks.errors(settings));
        checks.errors.addAll(HandlerChecks.errors(kafka.streams()));
        if (kafka.exactlyOnce()) {
            checks.errors.addAll(ClientChecks.errors(kafka.streams(), !isRunning));
        }
        checks.waitingFitsTheThread();
        checks.pollFitsTheTask();
        checks.textsFit();
        checks.timesAreInOrder();
        checks.doubtsMakeSense();
        checks.whatCosts();
        if (!checks.errors.isEmpty()) {
            throw new ConfigException(
                    checks.errors.size() == 1
                            ? checks.errors.get(0)
                            : "Settings contradict each other:\n- " + String.join("\n- ", checks.errors));
        }
        return checks.warnings;
    }

    private void waitingFitsTheThread() {
        long stall = config.stallLimit().toMillis();
        long commit = kafka.commitIntervalMillis();
        stallWithin(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                kafka.consumer(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
                kafka.budgetWithinPollInterval(),
                "the group would evict its thread in the middle of a batch, and the work would start again elsewhere",
                2 * (stall + KafkaView.RESERVE_MILLIS + 1));
        if (kafka.exactlyOnce()) {
            stallWithin(
                    ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                    kafka.producer(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
                    kafka.budgetWithinTransaction(),
                    "the broker would abort its transaction in the middle of a batch, and the work would start again",
                    stall + commit + KafkaView.RESERVE_MILLIS + 1);
        }
    }

    private void stallWithin(String key, long limit, long budget, String consequence, long cure) {
        long stall = config.stallLimit().toMillis();
        if (stall < budget) {
            return;
        }
        errors.add("With " + StageConfig.STALL_LIMIT_MS_CONFIG + "=" + stall + " a task may wait " + stall
                + " ms for the model, but " + key + "=" + limit + " leaves its thread " + budget + " ms: "
                + consequence + ". "
                + (budget > 1
                        ? "Lower " + StageConfig.STALL_LIMIT_MS_CONFIG + " to at most " + (budget - 1)
                        : "Lower " + StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)
                + ", or raise " + key + " to at least " + cure + ".");
    }

    private void pollFitsTheTask() {
        long records = kafka.consumer(ConsumerConfig.MAX_POLL_RECORDS_CONFIG);
        int bound = config.getInt(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG);
        if (records > bound) {
            errors.add(ConsumerConfig.MAX_POLL_RECORDS_CONFIG + "=" + records + " is more than "
                    + StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG + "=" + bound
                    + ": one poll could bring a task more events than it may hold, and its thread would wait for the"
                    + " model instead of committing. Lower " + ConsumerConfig.MAX_POLL_RECORDS_CONFIG + " to at most "
                    + bound + ", or raise " + StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG + " to at least " + records
                    + ".");
        }
    }

    private void textsFit() {
        int text = config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG);
        long pending = config.getLong(StageConfig.TASK_MAX_PENDING_BYTES_CONFIG);
        long request = kafka.producer(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        textFits(text, StageConfig.TASK_MAX_PENDING_BYTES_CONFIG, pending, "could never be admitted");
        textFits(text, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, request, "could never be kept in the changelog");
    }

    private void textFits(int text, String key, long limit, String consequence) {
        long needed = (long) text + ENVELOPE_BYTES;
        if (needed > limit) {
            errors.add(StageConfig.TEXT_MAX_BYTES_CONFIG + "=" + text + " promises texts that with " + ENVELOPE_BYTES
                    + " bytes of envelope do not fit " + key + "=" + limit + ": they " + consequence + ". Lower "
                    + StageConfig.TEXT_MAX_BYTES_CONFIG + " to at most " + Math.max(1, limit - ENVELOPE_BYTES)
                    + ", or raise " + key + " to at least " + needed + ".");
        }
    }

    private void timesAreInOrder() {
        long limit = config.stallLimit().toMillis();
        before(
                StageConfig.BATCH_LINGER_MS_CONFIG,
                config.batchLinger().toMillis(),
                limit,
                "texts would be overdue before their batch starts");
        before(
                StageConfig.TICK_MS_CONFIG,
                config.tick().toMillis(),
                limit,
                "answers would be overdue before they are released");
        if (!kafka.exactlyOnce()) {
            deliveryTimeout();
        }
    }

    private void before(String key, long value, long limit, String consequence) {
        if (value >= limit) {
            errors.add(key + "=" + value + " is not less than " + StageConfig.STALL_LIMIT_MS_CONFIG + "="
                    + limit + ": " + consequence + ". Lower " + key + " to less than " + limit + ", or raise "
                    + StageConfig.STALL_LIMIT_MS_CONFIG + " to more than " + value + ".");
        }
    }

    private void deliveryTimeout() {
        long delivery = kafka.producer(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG);
        long request = kafka.producer(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG);
        long linger = kafka.producer(ProducerConfig.LINGER_MS_CONFIG);
        if (delivery < request + linger) {
            errors.add(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG + "=" + delivery + " is less than "
                    + ProducerConfig.LINGER_MS_CONFIG + "=" + linger + " plus the producer's "
                    + ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG + "=" + request
                    + ": a send would be given up before its first request ends. Lower producer."
                    + ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG + " to at most " + Math.max(0, delivery - linger)
                    + ", or raise " + ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG + " to at least " + (request + linger)
                    + ".");
        }
    }

    private void doubtsMakeSense() {
        double least = config.getDouble(StageConfig.DOUBT_LEAST_LENGTH_RATIO_CONFIG);
        double most = config.getDouble(StageConfig.DOUBT_MOST_LENGTH_RATIO_CONFIG);
        if (least >= most) {
            errors.add(StageConfig.DOUBT_LEAST_LENGTH_RATIO_CONFIG + "=" + least + " is not less than "
                    + StageConfig.DOUBT_MOST_LENGTH_RATIO_CONFIG + "=" + most
                    + ": every translation would be in doubt. Lower the first, or raise the second.");
        }
        DoubtPolicy policy = config.doubtPolicy();
        Set<DoubtKind> kinds = policy.inspection().kinds();
        if (policy.refusesRunaways() && !kinds.contains(DoubtKind.RUNAWAY)) {
            errors.add(StageConfig.DOUBT_RUNAWAY_CONFIG + "=" + StageConfig.DOUBT_RUNAWAY_REFUSE + ", but "
                    + StageConfig.DOUBT_KINDS_CONFIG
                    + " has no RUNAWAY: no answer would be refused. Add RUNAWAY to the kinds, or set "
                    + StageConfig.DOUBT_RUNAWAY_CONFIG + "=" + StageConfig.DOUBT_RUNAWAY_KEEP + ".");
        }
        if (policy.retries() && kinds.isEmpty()) {
            errors.add(StageConfig.DOUBT_RETRY_CONFIG + "=true, but " + StageConfig.DOUBT_KINDS_CONFIG
                    + " is empty: no answer would be in doubt, and none asked for again. Name kinds, or switch "
                    + StageConfig.DOUBT_RETRY_CONFIG + " off.");
        }
        if (config.getDouble(StageConfig.DOUBT_LEAST_CONFIDENCE_CONFIG) > 0
                && !kinds.contains(DoubtKind.LOW_CONFIDENCE)) {
            errors.add(StageConfig.DOUBT_LEAST_CONFIDENCE_CONFIG + " is set, but " + StageConfig.DOUBT_KINDS_CONFIG
                    + " has no LOW_CONFIDENCE: nothing would be compared with it. Add LOW_CONFIDENCE to the kinds, or set "
                    + StageConfig.DOUBT_LEAST_CONFIDENCE_CONFIG + "=0.");
        }
    }

    private void whatCosts() {
        long pending = config.getLong(StageConfig.TASK_MAX_PENDING_BYTES_CONFIG);
        int threads = kafka.streams().getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG);
        long cache = kafka.streams().getLong(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG);
        if (cache / threads < pending) {
            warnings.add(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG + "=" + cache + " gives each of " + threads
                    + " threads less than " + StageConfig.TASK_MAX_PENDING_BYTES_CONFIG + "=" + pending
                    + ": under load more pending events reach the changelog than need be. Raise it to "
                    + threads * pending + ", or lower the bound.");
        }
        long linger = kafka.producer(ProducerConfig.LINGER_MS_CONFIG);
        if (linger > kafka.commitIntervalMillis()) {
            warnings.add(ProducerConfig.LINGER_MS_CONFIG + "=" + linger + " is more than "
                    + StreamsConfig.COMMIT_INTERVAL_MS_CONFIG + "=" + kafka.commitIntervalMillis()
                    + ": every commit sends what is waiting anyway. Lower it, or commit less often.");
        }
        String stateDir = String.valueOf(settings.get(StreamsConfig.STATE_DIR_CONFIG));
        if (config.pendingStorePersistent()
                && Path.of(stateDir).startsWith(Path.of(System.getProperty("java.io.tmpdir")))) {
            warnings.add(StreamsConfig.STATE_DIR_CONFIG + "=" + stateDir + " is among the temporary files: after a"
                    + " restart of the machine pending events are read back from the changelog, which takes longer."
                    + " Set it to a folder that survives, or set " + StageConfig.PENDING_STORE_CONFIG + "="
                    + StageConfig.PENDING_STORE_MEMORY + ".");
        }
    }
}

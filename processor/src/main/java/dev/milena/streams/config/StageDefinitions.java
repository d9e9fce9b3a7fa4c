// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import dev.milena.api.DoubtKind;
import dev.milena.api.Priority;
import dev.milena.inspection.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** Every setting of a stage: type, default, rule, documentation. */
final class StageDefinitions extends Definitions {
    private StageDefinitions(ConfigDef definition) {
        super(definition);
    }

    static ConfigDef define() {
        ConfigDef definition = new ConfigDef();
        new TextDefinitions(definition).addAll();
        StageDefinitions settings = new StageDefinitions(definition);
        settings.doubts();
        settings.batching();
        settings.fairness();
        settings.tasks();
        return definition;
    }

    private void doubts() {
        begin("Answers in doubt");
        add(
                StageConfig.DOUBT_KINDS_CONFIG,
                ConfigDef.Type.LIST,
                names(DoubtKind.values()),
                kinds(),
                Importance.MEDIUM,
                "What answers are inspected for, separated by commas; nothing switches the inspection off. An answer says in"
                        + " `doubts` what looks wrong and where. Most kinds are for translations alone; "
                        + "`LOW_CONFIDENCE` needs `milena.doubt.least.confidence`.");
        add(
                StageConfig.DOUBT_LEAST_CONFIDENCE_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                ratio(1),
                Importance.MEDIUM,
                "Confidence below which an answer is `LOW_CONFIDENCE`; 0 for none. What is low differs from bundle to bundle:"
                        + " look at answers of your own.");
        add(
                StageConfig.DOUBT_LEAST_LENGTH_RATIO_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_LEAST_LENGTH,
                ratio(100),
                Importance.LOW,
                "Ratio of its length to that of its text, ten letters added to both, below which a translation is"
                        + " `TOO_SHORT`. A character of Chinese counts as 2.5 letters, of Hangul as 2, a kana as 1.5.");
        add(
                StageConfig.DOUBT_MOST_LENGTH_RATIO_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_MOST_LENGTH,
                ratio(100),
                Importance.LOW,
                "The same ratio above which a translation is `TOO_LONG`.");
        add(
                StageConfig.DOUBT_MOST_UNALIGNED_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_MOST_UNALIGNED,
                ratio(1),
                Importance.LOW,
                "Share of the content words of a text, two at least, above which a translation that no word of which came from"
                        + " them is `UNALIGNED_SOURCE`.");
        add(
                StageConfig.DOUBT_RUNAWAY_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.DOUBT_RUNAWAY_KEEP,
                in(StageConfig.DOUBT_RUNAWAY_KEEP, StageConfig.DOUBT_RUNAWAY_REFUSE),
                Importance.MEDIUM,
                "What becomes of a text whose answer is `RUNAWAY`, after its second try where there is one. `keep`: the answer"
                        + " leaves with its doubt. `refuse`: the text is refused with the code `RUNAWAY_ANSWER`; a segment"
                        + " stays as it was where `milena.text.segment.bad` says so.");
        add(
                StageConfig.DOUBT_RETRY_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether a text, or a segment, whose answer is in doubt is asked a second time, by the search that"
                        + " `milena.doubt.retry.*` describes. The second answer takes the place of the first where it has"
                        + " fewer doubts. Models that have one way to search are asked once.");
    }

    private static Validator kinds() {
        List<String> known =
                Arrays.stream(DoubtKind.values()).map(DoubtKind::name).toList();
        String rule = "any of " + String.join(", ", known) + ", none twice";
        return rule(
                value -> value instanceof List<?> list
                        && known.containsAll(list)
                        && list.stream().distinct().count() == list.size(),
                rule);
    }

    private static Validator ratio(int most) {
        return rule(value -> value instanceof Double number && number >= 0 && number <= most, "[0,...," + most + "]");
    }

    private static Validator rule(Predicate<Object> test, String rule) {
        return LambdaValidator.with(
                (name, value) -> {
                    if (!test.test(value)) {
                        throw new ConfigException(name, value, "must be " + rule);
                    }
                },
                () -> rule);
    }

    private static String names(DoubtKind[] kinds) {
        return Arrays.stream(kinds).map(DoubtKind::name).collect(Collectors.joining(","));
    }

    private void batching() {
        begin("Batching");
        add(
                StageConfig.BATCH_MAX_TEXTS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 65_536),
                Importance.HIGH,
                "Most texts in one batch; 0 is as many as have 128 hypotheses, which is 128 with"
                        + " `milena.beam.size=1` and 32 with 4. More made a core no faster where it was measured.");
        add(
                StageConfig.BATCH_MAX_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                1_024,
                atLeast(1),
                Importance.HIGH,
                "Most source tokens in one batch, padding included: texts times the longest source. Bounds the memory"
                        + " of the model. One text alone always runs.");
        add(
                StageConfig.BATCH_LINGER_MS_CONFIG,
                ConfigDef.Type.LONG,
                5L,
                between(0, 60_000),
                Importance.MEDIUM,
                "How long a text waits for others of about its length, in milliseconds, before its batch runs anyway;"
                        + " ten times as long more while another call of its model runs.");
    }

    private void fairness() {
        begin(StageConfig.FAIRNESS_GROUP);
        add(
                StageConfig.PRIORITY_WEIGHTS_CONFIG,
                ConfigDef.Type.LIST,
                "8,4,1",
                weights(),
                Importance.LOW,
                "How the priorities `high`, `normal` and `low` share a model that has more to do than it can, in this order. With"
                        + " 8, 4 and 1 the texts of low priority get one token of 13, or more where others have less to do.");
    }

    private static Validator weights() {
        String rule = "three whole numbers from 1 to 1000, none greater than the one before";
        return rule(StageDefinitions::areWeights, rule);
    }

    private static boolean areWeights(Object value) {
        if (!(value instanceof List<?> list) || list.size() != Priority.values().length) {
            return false;
        }
        int before = 1_000;
        for (Object each : list) {
            if (!each.toString().matches("[0-9]{1,4}")) {
                return false;
            }
            int weight = Integer.parseInt(each.toString());
            if (weight < 1 || weight > before) {
                return false;
            }
            before = weight;
        }
        return true;
    }

    private void tasks() {
        begin("Tasks and pending records");
        add(
                StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG,
                ConfigDef.Type.INT,
                4_000,
                atLeast(1),
                Importance.MEDIUM,
                "Most records that one task (one input partition) has admitted and not yet answered. At this bound its"
                        + " partitions are paused until answers leave; what was polled already is taken, at most"
                        + " `max.poll.records` more. A burst that is larger makes everybody wait who stands behind it in"
                        + " its partition.");
        add(
                StageConfig.TASK_MAX_PENDING_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                33_554_432L,
                atLeast(1),
                Importance.MEDIUM,
                "Most bytes that one task holds for such records: texts, headers and finished answers that wait for an"
                        + " earlier one of their key.");
        add(
                StageConfig.PENDING_MAX_MS_CONFIG,
                ConfigDef.Type.LONG,
                5_000L,
                between(1, 3_600_000),
                Importance.MEDIUM,
                "How many milliseconds of work for the models all tasks of the process hold together, by the speed that is"
                        + " measured, and at least 64 texts. Partitions are paused beyond it, each task keeping an even"
                        + " share. More does not make a model faster: the records wait here instead of in their topic.");
        add(
                StageConfig.PENDING_MAX_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                0L,
                atLeast(0),
                Importance.LOW,
                "Most bytes that all tasks of the process hold together; 0 is a quarter of the heap.");
        add(
                StageConfig.TICK_MS_CONFIG,
                ConfigDef.Type.LONG,
                10L,
                between(1, 10_000),
                Importance.LOW,
                "Interval in milliseconds at which a task releases finished answers.");
        add(
                StageConfig.STALL_LIMIT_MS_CONFIG,
                ConfigDef.Type.LONG,
                60_000L,
                between(1, 172_800_000),
                Importance.MEDIUM,
                "How long nothing may complete, in milliseconds. A task that waits for room gives up then, losing nothing,"
                        + " and a call of a model that takes longer counts as hung, which ends the process (exit code 9)."
                        + " Health turns bad when a model has had texts to answer for so long and no batch has ended. The deprecated"
                        + " `milena.engine.deadline.ms` stands for half of it.");
        add(
                StageConfig.PENDING_STORE_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.PENDING_STORE_PERSISTENT,
                in(StageConfig.PENDING_STORE_PERSISTENT, StageConfig.PENDING_STORE_MEMORY),
                Importance.MEDIUM,
                "Where pending records are kept beside their changelog topic: `persistent` (on disk under `state.dir`)"
                        + " or `memory` (read back from the topic at every start). Both survive a crash.");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.streams.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;

/**
 * Rules between settings. All broken rules are reported at once; each complaint gives both numbers, what would happen
 * and two cures.
 */
final class CrossChecks {

    static final int LONGEST_TOPIC = 249;

    private static final List<String> SAMPLING = List.of(
            MilenaConfig.SAMPLING_TEMPERATURE_CONFIG,
            MilenaConfig.SAMPLING_TOP_K_CONFIG,
            MilenaConfig.SAMPLING_TOP_P_CONFIG,
            MilenaConfig.SAMPLING_SEED_CONFIG);

    private static final List<String> SECOND_TRY = List.of(
            MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG,
            MilenaConfig.DOUBT_RETRY_LENGTH_PENALTY_CONFIG,
            MilenaConfig.DOUBT_RETRY_REPETITION_PENALTY_CONFIG,
            MilenaConfig.DOUBT_RETRY_NO_REPEAT_NGRAM_SIZE_CONFIG);

    private final MilenaConfig config;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private CrossChecks(MilenaConfig config) {
        this.config = config;
    }

    /**
     * Checks all rules but those of the stages.
     *
     * @return warnings
     * @throws ConfigException when settings contradict each other
     */
    static List<String> check(MilenaConfig config) {
        SerdeClasses.check(config);
        CrossChecks checks = new CrossChecks(config);
        checks.errors.addAll(TopicChecks.errors(config));
        checks.errors.addAll(WindowChecks.errors(config));
        checks.changelogHasAName();
        checks.searchMakesSense();
        checks.callsSuitTheDevice();
        checks.doubtsHaveAnEffect();
        if (!checks.errors.isEmpty()) {
            throw new ConfigException(
                    checks.errors.size() == 1
                            ? checks.errors.get(0)
                            : "Settings contradict each other:\n- " + String.join("\n- ", checks.errors));
        }
        if (config.originals().containsKey(StageConfig.ENGINE_DEADLINE_MS_CONFIG)) {
            checks.warnings.add(
                    StageConfig.ENGINE_DEADLINE_MS_CONFIG + " is deprecated, because it acted at twice its value."
                            + " Set " + StageConfig.STALL_LIMIT_MS_CONFIG + "="
                            + config.stallLimit().toMillis() + " instead.");
        }
        checks.warnings.addAll(
                KafkaNames.warnings(config.stages().streamsProperties().stringPropertyNames()));
        return checks.warnings;
    }

    private void changelogHasAName() {
        if (config.windows().areOn()) {
            return; // WindowChecks
        }
        String topic =
                config.applicationId() + "-" + config.getString(MilenaConfig.PENDING_STORE_NAME_CONFIG) + "-changelog";
        if (topic.length() > LONGEST_TOPIC) {
            errors.add("the pending store's topic would be " + topic + ", which has " + topic.length()
                    + " characters, and a topic has at most " + LONGEST_TOPIC + ". Shorten application.id or "
                    + MilenaConfig.PENDING_STORE_NAME_CONFIG + ".");
        }
    }

    private void callsSuitTheDevice() {
        int calls = config.getInt(MilenaConfig.ENGINE_CALLS_CONFIG);
        String device = config.getString(MilenaConfig.ENGINE_DEVICE_CONFIG);
        if (calls > 1 && !device.equals("cpu")) {
            errors.add(MilenaConfig.ENGINE_CALLS_CONFIG + "=" + calls + ", but " + MilenaConfig.ENGINE_DEVICE_CONFIG
                    + "="
                    + device + " takes one call at a time: its memory grows when calls come from several threads. Set "
                    + MilenaConfig.ENGINE_CALLS_CONFIG + " to 1, or leave it out.");
        }
    }

    private void doubtsHaveAnEffect() {
        if (config.quarantines() && !config.stages().inspects()) {
            errors.add(MilenaConfig.QUARANTINE_TOPIC_CONFIG + " is set, but " + StageConfig.DOUBT_KINDS_CONFIG
                    + " is empty: no answer would be in doubt, and none would go there. Name kinds, or leave the topic"
                    + " out.");
        }
        if (!config.stages().retries()) {
            for (String key : SECOND_TRY) {
                if (config.originals().containsKey(key)) {
                    warnings.add(key + "=" + config.originals().get(key) + " is without effect. Set "
                            + StageConfig.DOUBT_RETRY_CONFIG + "=true, or take it out.");
                }
            }
        }
    }

    private void searchMakesSense() {
        int beams = config.getInt(MilenaConfig.BEAM_SIZE_CONFIG);
        int hypotheses = config.getInt(MilenaConfig.NUM_HYPOTHESES_CONFIG);
        if (beams > 0 && hypotheses > beams) {
            errors.add(MilenaConfig.NUM_HYPOTHESES_CONFIG + "=" + hypotheses + " is more than "
                    + MilenaConfig.BEAM_SIZE_CONFIG + "=" + beams
                    + ": a search finds at most as many answers as it has beams. Lower "
                    + MilenaConfig.NUM_HYPOTHESES_CONFIG + " to at most " + beams + ", or raise "
                    + MilenaConfig.BEAM_SIZE_CONFIG + " to at least " + hypotheses + ".");
        }
        int again = config.getInt(MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG);
        if (config.stages().retries() && again > 0 && hypotheses > again) {
            errors.add(MilenaConfig.NUM_HYPOTHESES_CONFIG + "=" + hypotheses + " is more than "
                    + MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG + "=" + again
                    + ": a search finds at most as many answers as it has beams. Lower "
                    + MilenaConfig.NUM_HYPOTHESES_CONFIG + " to at most " + again + ", or raise "
                    + MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG + " to at least " + hypotheses + ".");
        }
        if (config.getBoolean(MilenaConfig.SAMPLING_ENABLED_CONFIG)) {
            if (beams > 1) {
                errors.add(MilenaConfig.SAMPLING_ENABLED_CONFIG + "=true draws one answer to an event, and "
                        + MilenaConfig.BEAM_SIZE_CONFIG + "=" + beams + " searches for the best of several. Set "
                        + MilenaConfig.BEAM_SIZE_CONFIG + "=1, or switch drawing off.");
            }
            return;
        }
        for (String key : SAMPLING) {
            if (config.originals().containsKey(key)) {
                warnings.add(key + "=" + config.originals().get(key) + " is without effect. Set "
                        + MilenaConfig.SAMPLING_ENABLED_CONFIG + "=true, or take it out.");
            }
        }
    }
}

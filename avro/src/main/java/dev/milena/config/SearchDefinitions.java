// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import dev.milena.streams.config.Definitions;
import org.apache.kafka.common.config.ConfigDef;

/** The settings of how answers are searched for or drawn, and of the engine that does it. */
final class SearchDefinitions extends Definitions {
    SearchDefinitions(ConfigDef definition) {
        super(definition);
    }

    void addAll() {
        decoding();
    }

    private void decoding() {
        begin("Decoding and engine");
        add(
                MilenaConfig.BEAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 64),
                MEDIUM,
                "Hypotheses kept while decoding; 1 is greedy search, 0 is the bundle's own. More is slower and often a little"
                        + " better.");
        add(
                MilenaConfig.NUM_HYPOTHESES_CONFIG,
                ConfigDef.Type.INT,
                1,
                between(1, 64),
                LOW,
                "How many answers to an event are kept, at most `milena.beam.size`: the best one is the answer, the others"
                        + " are its `alternatives`, each with its score and confidence.");
        add(
                MilenaConfig.LENGTH_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                Double.NaN,
                Rules.finiteOrNone(-10, 10),
                LOW,
                "Exponent of the length by which a hypothesis' score is divided; above 1 favours longer answers, NaN is the"
                        + " bundle's own. Without effect for greedy search.");
        add(
                MilenaConfig.MAX_NEW_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                0,
                atLeast(0),
                MEDIUM,
                "Longest answer in tokens, end token included; 0 is the bundle's own limit, which is never exceeded.");
        add(
                MilenaConfig.MIN_NEW_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                -1,
                atLeast(-1),
                LOW,
                "Shortest answer in tokens, end token included, where the answer's limit allows it; -1 is the bundle's own.");
        add(
                MilenaConfig.REPETITION_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                Rules.finite(0, 10),
                LOW,
                "Above 1 makes tokens that an answer already has less likely; 1 changes nothing, 0 is the bundle's own.");
        add(
                MilenaConfig.NO_REPEAT_NGRAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                -1,
                atLeast(-1),
                LOW,
                "An answer repeats no run of so many tokens; 0 allows all, -1 is the bundle's own.");
        sampling();
        secondTry();
        add(
                MilenaConfig.ENGINE_DEVICE_CONFIG,
                ConfigDef.Type.STRING,
                "cpu",
                Rules.device(),
                HIGH,
                "Where the model runs: `cpu`, `cuda` (the first GPU) or `cuda:N`.");
        add(
                MilenaConfig.ENGINE_GPU_MEMORY_LIMIT_MB_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1 << 20),
                MEDIUM,
                "Most memory of a GPU that the engine takes for a bundle, in MiB; 0 is no limit. A batch that needs more"
                        + " fails, and its texts are tried in smaller ones. CUDA's own libraries take some hundred MiB beside"
                        + " it.");
        add(
                MilenaConfig.ENGINE_GPU_MEMORY_GROWTH_CONFIG,
                ConfigDef.Type.STRING,
                MilenaConfig.GPU_MEMORY_AS_NEEDED,
                Rules.oneOf(MilenaConfig.GPU_MEMORY_AS_NEEDED, MilenaConfig.GPU_MEMORY_DOUBLING),
                LOW,
                "How the engine's share of a GPU grows: `as-needed`, or `doubling`, which asks the device less often and may"
                        + " take twice as much.");
        add(
                MilenaConfig.ENGINE_THREADS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1024),
                MEDIUM,
                "Threads of the engine on the CPU, shared by the calls that run at once; 0 is one for each core.");
        add(
                MilenaConfig.ENGINE_CALLS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 1024),
                MEDIUM,
                "Batches of a bundle that the engine works on at once; 0 is one for each of `milena.engine.threads` on the"
                        + " CPU, where calls of one thread each waste nothing on waiting for each other, and one on a GPU,"
                        + " where nothing else is allowed. Each call needs memory for a batch of its own; the weights are"
                        + " there once.");
    }

    private void secondTry() {
        add(
                MilenaConfig.DOUBT_RETRY_BEAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 64),
                LOW,
                "Hypotheses kept in the second try of `milena.doubt.retry`; 0 is as many as in the first.");
        add(
                MilenaConfig.DOUBT_RETRY_LENGTH_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                Double.NaN,
                Rules.finiteOrNone(-10, 10),
                LOW,
                "Length penalty of the second try; NaN is that of the first.");
        add(
                MilenaConfig.DOUBT_RETRY_REPETITION_PENALTY_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                Rules.finite(0, 10),
                LOW,
                "Repetition penalty of the second try; 0 is that of the first.");
        add(
                MilenaConfig.DOUBT_RETRY_NO_REPEAT_NGRAM_SIZE_CONFIG,
                ConfigDef.Type.INT,
                3,
                atLeast(-1),
                LOW,
                "The second answer repeats no run of so many tokens, which ends most loops; 0 allows all, -1 is as in the"
                        + " first. The second try is always searched for, never drawn.");
    }

    private void sampling() {
        add(
                MilenaConfig.SAMPLING_ENABLED_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                LOW,
                "Whether the tokens of an answer are drawn at random instead of searched for; with `milena.beam.size=1`"
                        + " only. The numbers come from `milena.sampling.seed` and the event's topic, partition and offset"
                        + " alone: an event that is answered again, after a crash or in another batch, gets the same"
                        + " answer.");
        add(
                MilenaConfig.SAMPLING_TEMPERATURE_CONFIG,
                ConfigDef.Type.DOUBLE,
                1.0,
                Rules.finite(0.01, 100),
                LOW,
                "What logits are divided by before a token is drawn: below 1 likely tokens become likelier, above 1 less"
                        + " likely.");
        add(
                MilenaConfig.SAMPLING_TOP_K_CONFIG,
                ConfigDef.Type.INT,
                0,
                atLeast(0),
                LOW,
                "Draw among so many of the likeliest tokens; 0 is all. Without it each step sorts the whole vocabulary,"
                        + " which takes several times as long.");
        add(
                MilenaConfig.SAMPLING_TOP_P_CONFIG,
                ConfigDef.Type.DOUBLE,
                1.0,
                Rules.finite(0.01, 1),
                LOW,
                "Draw among the likeliest tokens whose probabilities together just reach this; 1 is all.");
        add(MilenaConfig.SAMPLING_SEED_CONFIG, ConfigDef.Type.LONG, 0L, null, LOW, "Another seed draws other answers.");
    }
}

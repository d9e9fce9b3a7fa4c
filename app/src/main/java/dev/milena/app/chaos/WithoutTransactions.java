// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.config.MilenaConfig;
import java.util.Properties;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The negative control of at_least_once: the job deletes a pending entry together with its answer, as it may under
 * exactly_once_v2, but nothing makes the two one step. A fault run over it has to lose events.
 */
public final class WithoutTransactions {

    private WithoutTransactions() {}

    /**
     * The settings of Kafka Streams.
     *
     * @param config of a job under exactly_once_v2
     */
    public static Properties of(MilenaConfig config) {
        Properties properties = config.streamsProperties();
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        return properties;
    }
}

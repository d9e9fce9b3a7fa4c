// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import dev.milena.clients.FencedClients;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A transaction that nobody checks may be committed by a job that lost its partitions: two answers to one event. Only
 * {@link FencedClients}, and subclasses, are known to have every one checked (ADR 15).
 */
final class ClientChecks {

    private ClientChecks() {}

    /**
     * Of an exactly-once application.
     *
     * @param suppliesThem whether the setting decides whose clients are used; a supplier that was handed to
     *     {@code KafkaStreams} is checked when a task starts
     */
    static List<String> errors(StreamsConfig streams, boolean suppliesThem) {
        List<String> errors = new ArrayList<>();
        Class<?> clients = streams.getClass(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG);
        if (suppliesThem && !FencedClients.class.isAssignableFrom(clients)) {
            errors.add(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG + "=" + clients.getName()
                    + " makes producers whose transactions without offsets nobody checks: a job that slept while its"
                    + " partitions moved could answer restored events a second time. Remove the setting, or name a"
                    + " subclass of " + FencedClients.class.getName() + ".");
        }
        if ("streams".equalsIgnoreCase(streams.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG))) {
            errors.add(StreamsConfig.GROUP_PROTOCOL_CONFIG
                    + "=streams makes its own consumers, without which Milena cannot"
                    + " have transactions checked that commit no new offsets: a job that slept while its partitions moved"
                    + " could answer restored events a second time. Set " + StreamsConfig.GROUP_PROTOCOL_CONFIG
                    + "=classic, or " + StreamsConfig.PROCESSING_GUARANTEE_CONFIG + "=at_least_once.");
        }
        return errors;
    }
}

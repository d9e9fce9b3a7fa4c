// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.clients.FencedClients;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/**
 * Exception handlers that continue would drop an event while its offset is committed: neither an answer nor a dead
 * letter. Only Kafka's failing handlers, and subclasses of them, are known not to.
 */
final class HandlerChecks {

    private HandlerChecks() {}

    static List<String> errors(StreamsConfig streams) {
        List<String> errors = new ArrayList<>();
        failing(
                streams,
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailProcessingExceptionHandler.class,
                errors);
        failing(
                streams,
                StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DefaultProductionExceptionHandler.class,
                errors);
        return errors;
    }

    /** A transaction that nobody checks may be committed by a job that lost its partitions: two answers to one event. */
    static List<String> clientErrors(StreamsConfig streams) {
        List<String> errors = new ArrayList<>();
        Class<?> clients = streams.getClass(StreamsConfig.DEFAULT_CLIENT_SUPPLIER_CONFIG);
        if (!FencedClients.class.isAssignableFrom(clients)) {
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

    private static void failing(StreamsConfig streams, String key, Class<?> allowed, List<String> errors) {
        Class<?> handler = streams.getClass(key);
        if (!allowed.isAssignableFrom(handler)) {
            errors.add(key + "=" + handler.getName() + " is not known to stop: a handler that continues drops the event"
                    + " while its offset is committed, so that it gets neither an answer nor a dead letter. Remove the"
                    + " setting, or name a subclass of " + allowed.getName() + ".");
        }
    }
}

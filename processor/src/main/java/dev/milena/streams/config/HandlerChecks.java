// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;

/**
 * Exception handlers that continue would drop an event while its offset is committed: neither an answer nor a dead
 * letter. Only Kafka's failing handlers, and subclasses of them, are known not to. Nor may Kafka Streams copy records to
 * a topic of its own.
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
        noCopies(streams, errors);
        return errors;
    }

    private static void noCopies(StreamsConfig streams, List<String> errors) {
        String key = StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG;
        String topic = streams.getString(key);
        if (topic != null) {
            errors.add(key + "=" + topic
                    + " would make Kafka Streams copy records there when a thread fails: those that it"
                    + " is reading, key and value, which are not the ones that failed, since a stage releases its records"
                    + " later. Remove the setting; what an enrichment refuses is in its refusals.");
        }
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

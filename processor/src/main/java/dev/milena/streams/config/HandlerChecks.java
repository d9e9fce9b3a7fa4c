// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

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

    private static void failing(StreamsConfig streams, String key, Class<?> allowed, List<String> errors) {
        Class<?> handler = streams.getClass(key);
        if (!allowed.isAssignableFrom(handler)) {
            errors.add(key + "=" + handler.getName() + " is not known to stop: a handler that continues drops the event"
                    + " while its offset is committed, so that it gets neither an answer nor a dead letter. Remove the"
                    + " setting, or name a subclass of " + allowed.getName() + ".");
        }
    }
}

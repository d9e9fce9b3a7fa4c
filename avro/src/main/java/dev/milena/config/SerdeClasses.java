// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.schemas.MilenaSchemas;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;

/** Turns the class name of a serde into an object, or says what is wrong with it. */
final class SerdeClasses {

    private SerdeClasses() {}

    /** Fails at start-up rather than at the first event. */
    static void check(MilenaConfig config) {
        for (String key : List.of(
                MilenaConfig.INPUT_VALUE_SERDE_CONFIG,
                MilenaConfig.OUTPUT_VALUE_SERDE_CONFIG,
                MilenaConfig.ATTENTION_VALUE_SERDE_CONFIG,
                MilenaConfig.DEAD_LETTER_VALUE_SERDE_CONFIG)) {
            instantiate(key, config.getString(key));
        }
    }

    static Serde<?> instantiate(String key, String className) {
        MilenaSchemas.trust(); // a registry's serde has Avro make our classes, and does not know that it may
        try {
            Class<?> type = Class.forName(className, true, Utils.getContextOrKafkaClassLoader());
            if (!Serde.class.isAssignableFrom(type)) {
                throw new ConfigException(
                        key,
                        className,
                        "this class does not implement " + Serde.class.getName()
                                + "; name one that does (Serdes.serdeFrom joins a serializer and a deserializer)");
            }
            return (Serde<?>) type.getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new ConfigException(
                    key, className, "there is no such class; correct the name, or put its jar on the" + " class path");
        } catch (ReflectiveOperationException | LinkageError e) {
            ConfigException refused = new ConfigException(
                    key,
                    className,
                    "the class cannot be constructed (" + e + "); it needs a public constructor without arguments");
            refused.initCause(e);
            throw refused;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings from environment variables, named as in Kafka's own image: {@code _} is a dot, {@code __} an underscore,
 * {@code ___} a dash. {@code MILENA_} keeps its prefix, {@code KAFKA_} loses it.
 *
 * <p>Variables that others own are skipped: Kafka's start scripts read {@code KAFKA_OPTS} and the like, and Kubernetes
 * gives every pod {@code KAFKA_PORT=tcp://...} when a service of that name is near.
 */
final class EnvironmentOverrides {

    private static final Set<String> NOT_SETTINGS = Set.of(
            "KAFKA_HOME",
            "KAFKA_VERSION",
            "KAFKA_OPTS",
            "KAFKA_HEAP_OPTS",
            "KAFKA_JMX_OPTS",
            "KAFKA_JMX_HOSTNAME",
            "KAFKA_JMX_PORT",
            "KAFKA_JVM_PERFORMANCE_OPTS",
            "KAFKA_GC_LOG_OPTS",
            "KAFKA_LOG4J_OPTS",
            "KAFKA_LOG4J_ROOT_LOGLEVEL",
            "KAFKA_LOG4J_LOGGERS",
            "KAFKA_TOOLS_LOG4J_LOGLEVEL",
            "KAFKA_DEBUG",
            "KAFKA_DEBUG_FLAG",
            "MILENA_HOME",
            "MILENA_OPTS",
            "MILENA_PLUGINS");

    private static final Pattern KUBERNETES = Pattern.compile(
            "(KAFKA|MILENA)(_[A-Z0-9_]+)?_(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP).*)");
    private static final Pattern KUBERNETES_ADDRESS = Pattern.compile("(tcp|udp|sctp)://.*");

    private EnvironmentOverrides() {}

    static Map<String, String> from(Map<String, String> environment) {
        Map<String, String> settings = new HashMap<>();
        environment.forEach((name, value) -> {
            if (isForeign(name, value)) {
                return;
            }
            if (name.startsWith("MILENA_")) {
                settings.put(key(name), value);
            } else if (name.startsWith("KAFKA_")) {
                settings.put(key(name.substring("KAFKA_".length())), value);
            }
        });
        return settings;
    }

    private static boolean isForeign(String name, String value) {
        return NOT_SETTINGS.contains(name)
                || KUBERNETES.matcher(name).matches()
                || (name.endsWith("_PORT") && KUBERNETES_ADDRESS.matcher(value).matches());
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT)
                .replace("___", "-")
                .replace("__", "\0")
                .replace('_', '.')
                .replace('\0', '_');
    }
}

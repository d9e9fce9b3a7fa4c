// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * The settings of a host, typed and checked; keys that are not its own are left to others. They mean the same as in
 * {@code milena run}. Immutable, any thread.
 */
public final class HostConfig extends AbstractConfig {
    public static final String RESTART_MAX_CONFIG = "milena.restart.max";
    public static final String SHUTDOWN_TIMEOUT_MS_CONFIG = "milena.shutdown.timeout.ms";
    public static final String OUTAGE_LIMIT_MS_CONFIG = "milena.outage.limit.ms";
    public static final String METRICS_HOST_CONFIG = "milena.metrics.host";
    public static final String METRICS_PORT_CONFIG = "milena.metrics.port";

    private static final ConfigDef DEFINITION = HostDefinitions.define();

    private HostConfig(Map<String, ?> settings) {
        super(DEFINITION, settings, false);
    }

    /**
     * Takes a host's settings out of those of an application.
     *
     * @throws ConfigException when a value is invalid; the message gives key, value and rule
     */
    public static HostConfig of(Map<String, ?> settings) {
        return new HostConfig(settings);
    }

    /** A copy of the definition of every setting of a host: type, default, rule, documentation. */
    public static ConfigDef definition() {
        return new ConfigDef(DEFINITION);
    }

    /** How many stream threads are replaced before giving up. */
    public int restartMax() {
        return getInt(RESTART_MAX_CONFIG);
    }

    /** How long a clean stop may take, all its steps together. */
    public Duration shutdownTimeout() {
        return Duration.ofMillis(getLong(SHUTDOWN_TIMEOUT_MS_CONFIG));
    }

    /** How long the cluster may be away or commit nothing. */
    public Duration outageLimit() {
        return Duration.ofMillis(getLong(OUTAGE_LIMIT_MS_CONFIG));
    }

    /** Address on which health and metrics are served. */
    public String metricsHost() {
        return getString(METRICS_HOST_CONFIG);
    }

    /** Port on which health and metrics are served; 0 takes a free one, -1 serves none. */
    public int metricsPort() {
        return getInt(METRICS_PORT_CONFIG);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;

/** Every setting of a host: type, default, rule, documentation. {@code app} holds them against the reference's. */
final class HostDefinitions {
    private static final String GROUP = "Operation";

    private final ConfigDef definition = new ConfigDef();
    private int order;

    private HostDefinitions() {}

    static ConfigDef define() {
        HostDefinitions settings = new HostDefinitions();
        settings.operation();
        return settings.definition;
    }

    private void operation() {
        add(
                HostConfig.RESTART_MAX_CONFIG,
                ConfigDef.Type.INT,
                10,
                atLeast(0),
                Importance.MEDIUM,
                "How often stream threads that died are replaced before the application stops with an exit code. Threads that die"
                        + " of the same outage count once.");
        add(
                HostConfig.SHUTDOWN_TIMEOUT_MS_CONFIG,
                ConfigDef.Type.LONG,
                25_000L,
                between(1, 86_400_000),
                Importance.MEDIUM,
                "How long a clean stop may take, in milliseconds: the last commit and the batch that runs. Then the"
                        + " process ends anyway; nothing is lost, but the next start takes longer. Keep it below what the"
                        + " supervisor grants (Kubernetes' `terminationGracePeriodSeconds` is 30).");
        add(
                HostConfig.OUTAGE_LIMIT_MS_CONFIG,
                ConfigDef.Type.LONG,
                600_000L,
                between(1_000, 604_800_000),
                Importance.MEDIUM,
                "How long the cluster may be away, or commit nothing although there is something to commit, in"
                        + " milliseconds, before the application ends with exit code 6. Until then it is alive and not"
                        + " ready; nothing is lost.");
        add(
                HostConfig.METRICS_HOST_CONFIG,
                ConfigDef.Type.STRING,
                "127.0.0.1",
                new ConfigDef.NonEmptyString(),
                Importance.MEDIUM,
                "Address on which health and metrics are served; `0.0.0.0` serves them to the network.");
        add(
                HostConfig.METRICS_PORT_CONFIG,
                ConfigDef.Type.INT,
                9_464,
                between(-1, 65_535),
                Importance.MEDIUM,
                "Port on which health and metrics are served; 0 takes a free one, -1 serves none.");
    }

    private void add(
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            Validator rule,
            Importance importance,
            String documentation) {
        definition.define(
                name, type, defaultValue, rule, importance, documentation, GROUP, ++order, Width.MEDIUM, name);
    }
}

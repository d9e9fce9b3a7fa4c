// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.config.MilenaConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.streams.StreamsConfig;

/** Tells an operator which permission is missing, on what, and how to grant it. Immutable, any thread. */
final class MissingPermissions {
    private final String applicationId;
    private final Map<String, String> operations = new LinkedHashMap<>();
    private final Map<String, String> settings = new LinkedHashMap<>();

    MissingPermissions(MilenaConfig config) {
        this.applicationId = String.valueOf(config.streamsProperties().get(StreamsConfig.APPLICATION_ID_CONFIG));
        add(config, MilenaConfig.INPUT_TOPIC_CONFIG, "READ");
        add(config, MilenaConfig.OUTPUT_TOPIC_CONFIG, "WRITE");
        add(config, MilenaConfig.ATTENTION_TOPIC_CONFIG, "WRITE");
        add(config, MilenaConfig.DEAD_LETTER_TOPIC_CONFIG, "WRITE");
    }

    private void add(MilenaConfig config, String setting, String operation) {
        operations.put(config.getString(setting), operation);
        settings.put(config.getString(setting), setting);
    }

    String describe(Throwable cause) {
        if (cause instanceof TopicAuthorizationException topics) {
            return topics(topics.unauthorizedTopics());
        }
        if (cause instanceof GroupAuthorizationException group) {
            return "This application may not use the group '" + group.groupId()
                    + "'; grant its principal READ and DESCRIBE on the group '" + applicationId
                    + "' (application.id)";
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return "This application may not use transactions; grant its principal WRITE and DESCRIBE on transactional"
                    + " ids prefixed with '" + applicationId + "', or set processing.guarantee=at_least_once";
        }
        if (cause instanceof ClusterAuthorizationException) {
            return "This application lacks a permission on the cluster; grant its principal IDEMPOTENT_WRITE on the"
                    + " cluster, and CREATE on topics prefixed with '" + applicationId + "-'";
        }
        return "A permission is missing (" + cause.getClass().getSimpleName()
                + "); grant the application's principal what the reference lists for running an application";
    }

    private String topics(Set<String> refused) {
        if (refused.isEmpty()) {
            return "This application may not use a topic that the broker does not name; " + internal();
        }
        List<String> complaints = new ArrayList<>();
        for (String topic : new TreeSet<>(refused)) {
            String operation = operations.get(topic);
            complaints.add(
                    operation == null
                            ? "the topic " + topic + " may not be used; " + internal()
                            : "the topic " + topic + " (" + settings.get(topic) + ") may not be used: this application"
                                    + " lacks " + operation + "; grant its principal " + operation
                                    + " and DESCRIBE on the topic");
        }
        return "A permission is missing: " + String.join("; ", complaints);
    }

    private String internal() {
        return "grant its principal CREATE, READ and WRITE on topics prefixed with '" + applicationId + "-'";
    }
}

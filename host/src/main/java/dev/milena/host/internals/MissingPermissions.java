// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.topics.TopicUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Tells an operator which permission is missing, on what, and how to grant it. Immutable, any thread. */
public final class MissingPermissions {
    private final String applicationId;
    private final Map<String, TopicUse> uses = new LinkedHashMap<>();

    /**
     * @param applicationId prefix of group, transactional ids and internal topics
     * @param topics what the application does with its own topics
     */
    public MissingPermissions(String applicationId, Collection<TopicUse> topics) {
        this.applicationId = applicationId;
        topics.forEach(use -> uses.put(use.name(), use));
    }

    /** What is missing and how to grant it. */
    public String describe(Throwable cause) {
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
            TopicUse use = uses.get(topic);
            complaints.add(
                    use == null
                            ? "the topic " + topic + " may not be used; " + cure(topic)
                            : "the topic " + use.described() + " may not be used: this application lacks "
                                    + use.operation() + "; grant its principal " + use.operation()
                                    + " and DESCRIBE on the topic");
        }
        return "A permission is missing: " + String.join("; ", complaints);
    }

    private String cure(String topic) {
        return topic.startsWith(applicationId + "-")
                ? internal()
                : "grant its principal DESCRIBE on the topic, and " + AclOperation.READ + " or " + AclOperation.WRITE
                        + " as the topology reads or writes it";
    }

    private String internal() {
        return "grant its principal CREATE, READ and WRITE on topics prefixed with '" + applicationId + "-'";
    }
}

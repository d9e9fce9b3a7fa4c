// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Tells an operator which permission is missing and how to grant it. */
final class MissingPermissions {

    private MissingPermissions() {}

    static String describe(Throwable cause) {
        if (cause instanceof TopicAuthorizationException topics) {
            return "This application may not use the topics " + topics.unauthorizedTopics()
                    + "; grant its principal Read and Describe on the input topic, Write and Describe on the output"
                    + " topics, and All on topics prefixed with its application.id";
        }
        if (cause instanceof GroupAuthorizationException group) {
            return "This application may not use the group '" + group.groupId()
                    + "'; grant its principal Read and Describe on the group named by application.id";
        }
        if (cause instanceof TransactionalIdAuthorizationException) {
            return "This application may not use transactions; grant its principal Write and Describe on transactional"
                    + " ids prefixed with its application.id, or set processing.guarantee=at_least_once";
        }
        return "A permission is missing (" + cause.getClass().getSimpleName()
                + "); grant the application's principal what the reference lists for running an application";
    }
}

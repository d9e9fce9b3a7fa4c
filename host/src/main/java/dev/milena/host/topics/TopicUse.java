// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.topics;

import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that an application needs. Immutable.
 *
 * @param name the topic
 * @param setting the setting that names it, empty where the program does
 * @param operation what the application does with it
 */
public record TopicUse(String name, String setting, AclOperation operation) {

    /** A topic that is read. */
    public static TopicUse reads(String topic) {
        return new TopicUse(topic, "", AclOperation.READ);
    }

    /** A topic that is written. */
    public static TopicUse writes(String topic) {
        return new TopicUse(topic, "", AclOperation.WRITE);
    }

    /** This use of a topic that a setting names, for messages. */
    public TopicUse namedBy(String key) {
        return new TopicUse(name, key, operation);
    }

    /** The topic and, where there is one, the setting that names it. */
    public String described() {
        return setting.isEmpty() ? name : name + " (" + setting + ")";
    }
}

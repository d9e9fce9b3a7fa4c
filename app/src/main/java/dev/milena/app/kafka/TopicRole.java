// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.kafka;

import dev.milena.config.MilenaConfig;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;

/**
 * A topic that the job needs.
 *
 * @param name the topic
 * @param setting the setting that names it
 * @param operation what the job does with it
 */
public record TopicRole(String name, String setting, AclOperation operation) {

    /** Every topic that a job with these settings needs, the input topic first. */
    public static List<TopicRole> of(MilenaConfig config) {
        List<TopicRole> roles = new ArrayList<>();
        roles.add(role(config, MilenaConfig.INPUT_TOPIC_CONFIG, AclOperation.READ));
        roles.add(role(config, MilenaConfig.OUTPUT_TOPIC_CONFIG, AclOperation.WRITE));
        if (config.getBoolean(MilenaConfig.ATTENTION_ENABLED_CONFIG)) {
            roles.add(role(config, MilenaConfig.ATTENTION_TOPIC_CONFIG, AclOperation.WRITE));
        }
        roles.add(role(config, MilenaConfig.DEAD_LETTER_TOPIC_CONFIG, AclOperation.WRITE));
        return roles;
    }

    private static TopicRole role(MilenaConfig config, String setting, AclOperation operation) {
        return new TopicRole(config.getString(setting), setting, operation);
    }
}

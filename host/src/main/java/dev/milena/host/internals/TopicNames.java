// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.topics.TopicUse;
import java.util.Collection;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/** Refuses names that no topic may have, before a cluster says so in other words. */
public final class TopicNames {
    private static final Pattern ALLOWED = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    private TopicNames() {}

    /**
     * Looks at every name.
     *
     * @throws ConfigException when one is wrong
     */
    public static void require(Collection<TopicUse> topics) {
        for (TopicUse topic : topics) {
            String name = topic.name();
            if (!ALLOWED.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new ConfigException("No topic may have the name '" + name + "'"
                        + (topic.setting().isEmpty() ? "" : " (" + topic.setting() + ")")
                        + "; it must be 1 to 249 letters (a to z, A to Z), digits, dots, underscores or dashes, and not . or"
                        + " .. alone");
            }
        }
    }
}

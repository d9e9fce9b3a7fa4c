// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.topics.TopicFinding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;

/** What works and yet may surprise, as sentences to log at start-up. */
public final class TopicAdvice {

    private TopicAdvice() {}

    /**
     * The sentences.
     *
     * @param findings of every topic, all fit
     * @param maxMessageBytes {@code max.message.bytes} by topic, where it is known
     * @param maxRequestBytes the producer's largest request
     */
    public static List<String> of(
            Collection<TopicFinding> findings, Map<String, Integer> maxMessageBytes, long maxRequestBytes) {
        int mostRead = findings.stream()
                .filter(finding -> finding.use().operation() == AclOperation.READ)
                .mapToInt(TopicFinding::partitions)
                .max()
                .orElse(0);
        List<String> advice = new ArrayList<>();
        for (TopicFinding finding : findings) {
            if (finding.use().operation() != AclOperation.WRITE) {
                continue;
            }
            String topic = "The topic " + finding.use().described();
            if (finding.partitions() < mostRead) {
                advice.add(topic + " has " + finding.partitions() + " partitions and the application reads " + mostRead
                        + ": records without a key can lose their order there. Give it as many");
            }
            Integer bytes = maxMessageBytes.get(finding.use().name());
            if (bytes != null && bytes < maxRequestBytes) {
                advice.add(topic + " takes records of " + bytes
                        + " bytes (max.message.bytes) and the producer sends up to "
                        + maxRequestBytes
                        + " (max.request.size): a larger one stops its task. Raise the first, or lower"
                        + " the second");
            }
        }
        return advice;
    }
}

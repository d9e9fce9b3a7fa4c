// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.topics.TopicFinding;
import dev.milena.host.topics.TopicRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.acl.AclOperation;

/** What works and yet may surprise, as sentences to log at start-up. */
public final class TopicAdvice {

    private TopicAdvice() {}

    /**
     * The sentences.
     *
     * @param findings of every topic, all fit
     * @param maxRequestBytes the producer's largest request
     */
    public static List<String> of(Collection<TopicFinding> findings, long maxRequestBytes) {
        int mostRead = findings.stream()
                .filter(finding -> finding.use().operation() == AclOperation.READ)
                .mapToInt(TopicFinding::partitions)
                .max()
                .orElse(0);
        Duration longestRead = findings.stream()
                .filter(finding -> finding.use().operation() == AclOperation.READ)
                .map(TopicFinding::rules)
                .filter(Objects::nonNull)
                .map(TopicRules::retention)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
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
            TopicRules rules = finding.rules();
            if (rules != null && rules.maxMessageBytes() < maxRequestBytes) {
                advice.add(topic + " takes records of " + rules.maxMessageBytes()
                        + " bytes (max.message.bytes) and the producer sends up to "
                        + maxRequestBytes
                        + " (max.request.size): a larger one stops its task. Raise the first, or lower"
                        + " the second");
            }
            if (rules != null && rules.isCompacted()) {
                advice.add(topic + " is compacted (cleanup.policy): it takes no record without a key, at which the"
                        + " application ends, and keeps one record of each key. Set cleanup.policy=delete, or make"
                        + " sure that every record has a key");
            }
            if (rules != null && rules.retention().compareTo(longestRead) < 0) {
                advice.add(topic + " deletes records whose timestamps are older than "
                        + rules.retention().toHours() + " h (retention.ms), and the application reads older ones:"
                        + " their answers are deleted as soon as they are written. Give it as much as its input");
            }
        }
        return advice;
    }
}

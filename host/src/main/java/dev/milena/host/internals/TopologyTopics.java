// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.topics.TopicUse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.GlobalStore;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.jspecify.annotations.Nullable;

/** The topics that a topology names and that Kafka Streams does not create. */
public final class TopologyTopics {

    private TopologyTopics() {}

    /**
     * What the topology does with topics that its owner did not declare. A topic that it both writes and reads is left out:
     * Kafka Streams creates most of these itself.
     */
    public static List<TopicUse> undeclared(TopologyDescription topology, Collection<TopicUse> declared) {
        Set<String> read = new TreeSet<>();
        Set<String> written = new TreeSet<>();
        for (Subtopology part : topology.subtopologies()) {
            part.nodes().forEach(node -> note(node, read, written));
        }
        for (GlobalStore store : topology.globalStores()) {
            note(store.source(), read, written);
        }
        Set<String> both = new HashSet<>(read);
        both.retainAll(written);
        Set<String> known = declared.stream().map(TopicUse::name).collect(Collectors.toSet());
        List<TopicUse> uses = new ArrayList<>();
        read.stream().map(TopicUse::reads).forEach(uses::add);
        written.stream().map(TopicUse::writes).forEach(uses::add);
        uses.removeIf(use -> both.contains(use.name()) || known.contains(use.name()));
        return uses;
    }

    private static void note(Node node, Set<String> read, Set<String> written) {
        if (node instanceof Source source) {
            @Nullable Set<String> topics = source.topicSet(); // none where a pattern decides
            if (topics != null) {
                read.addAll(topics);
            }
        } else if (node instanceof Sink sink) {
            @Nullable String topic = sink.topic(); // none where a function decides
            if (topic != null) {
                written.add(topic);
            }
        }
    }
}

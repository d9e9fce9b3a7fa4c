// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import java.util.Comparator;
import java.util.List;
import org.apache.kafka.streams.TopologyDescription;
import org.apache.kafka.streams.TopologyDescription.Node;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Sink;
import org.apache.kafka.streams.TopologyDescription.Source;
import org.apache.kafka.streams.TopologyDescription.Subtopology;

/** A topology in Graphviz' DOT language. Stateless. */
public final class DotGraph {

    private DotGraph() {}

    /** The whole graph, with topics as boxes and stores as cylinders. */
    public static String of(TopologyDescription description) {
        StringBuilder dot = new StringBuilder("digraph milena {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n");
        description.subtopologies().stream()
                .sorted(Comparator.comparingInt(Subtopology::id))
                .forEach(part -> sorted(part).forEach(node -> append(dot, node)));
        return dot.append("}\n").toString();
    }

    private static List<Node> sorted(Subtopology part) {
        return part.nodes().stream().sorted(Comparator.comparing(Node::name)).toList();
    }

    private static void append(StringBuilder dot, Node node) {
        dot.append("  ").append(quoted(node.name())).append(" [shape=ellipse];\n");
        if (node instanceof Source source && source.topicSet() != null) {
            source.topicSet().stream().sorted().forEach(topic -> {
                box(dot, topic);
                edge(dot, "topic " + topic, node.name());
            });
        } else if (node instanceof Sink sink && sink.topic() != null) {
            box(dot, sink.topic());
            edge(dot, node.name(), "topic " + sink.topic());
        } else if (node instanceof Processor processor) {
            processor.stores().stream().sorted().forEach(store -> {
                dot.append("  ")
                        .append(quoted("store " + store))
                        .append(" [shape=cylinder,label=")
                        .append(quoted(store))
                        .append("];\n");
                edge(dot, node.name(), "store " + store);
            });
        }
        node.successors().stream().map(Node::name).sorted().forEach(next -> edge(dot, node.name(), next));
    }

    private static void box(StringBuilder dot, String topic) {
        dot.append("  ")
                .append(quoted("topic " + topic))
                .append(" [shape=box,label=")
                .append(quoted(topic))
                .append("];\n");
    }

    private static void edge(StringBuilder dot, String from, String to) {
        dot.append("  ").append(quoted(from)).append(" -> ").append(quoted(to)).append(";\n");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

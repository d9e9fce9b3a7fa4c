// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.test.TestRecord;

/**
 * What a broker would hold: the records of each topic, the changelogs, how far the topology has read. One step of a driver
 * is one transaction, and the last one can be taken back. One thread.
 */
final class Ledger {
    private final Map<String, List<TestRecord<byte[], byte[]>>> produced = new HashMap<>();
    private final Map<String, TreeMap<Bytes, byte[]>> changelogs = new HashMap<>();
    private final Map<String, Long> piped = new HashMap<>();
    private final List<RefusedRecord> refusals = new ArrayList<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();

    /** A step begins; those before it stay. */
    void begin() {
        undo.clear();
    }

    /** Takes back everything since the step began. */
    void rollBack() {
        while (!undo.isEmpty()) {
            undo.removeLast().run();
        }
    }

    /** The topology takes a record that was piped in. */
    void read(String topic) {
        piped.merge(topic, 1L, Long::sum);
        undo.addLast(() -> unread(topic));
    }

    /** The offset of the last record that was piped in is not committed. */
    void unread(String topic) {
        piped.merge(topic, -1L, Long::sum);
    }

    void produced(String topic, TestRecord<byte[], byte[]> output) {
        List<TestRecord<byte[], byte[]>> log = produced.computeIfAbsent(topic, name -> new ArrayList<>());
        log.add(output);
        undo.addLast(() -> log.remove(log.size() - 1));
    }

    /** A record of a changelog, of which only the latest of each key counts. */
    void changed(String changelog, TestRecord<byte[], byte[]> change) {
        TreeMap<Bytes, byte[]> content = changelogs.computeIfAbsent(changelog, name -> new TreeMap<>());
        Bytes key = Bytes.wrap(change.key());
        byte[] before = change.value() == null ? content.remove(key) : content.put(key, change.value());
        undo.addLast(() -> {
            if (before == null) {
                content.remove(key);
            } else {
                content.put(key, before);
            }
        });
    }

    void refused(RefusedRecord record) {
        refusals.add(record);
        undo.addLast(() -> refusals.remove(refusals.size() - 1));
    }

    List<RefusedRecord> refusals() {
        return List.copyOf(refusals);
    }

    List<TestRecord<byte[], byte[]>> records(String topic) {
        return List.copyOf(produced.getOrDefault(topic, List.of()));
    }

    List<KeyValue<Bytes, byte[]>> changelog(String name) {
        return changelogs.getOrDefault(name, new TreeMap<>()).entrySet().stream()
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Records of every topic, whoever wrote them. */
    Map<String, Long> recordCounts() {
        Map<String, Long> counts = new HashMap<>(piped);
        produced.forEach((topic, records) -> counts.merge(topic, (long) records.size(), Long::sum));
        return counts;
    }
}

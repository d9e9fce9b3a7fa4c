// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.streams.config.StageConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of an application under test, with what a test wants beneath those that it sets. One thread. */
final class Settings {
    private final Map<String, Object> all = new HashMap<>();
    private final Path folder = Path.of(System.getProperty("java.io.tmpdir"), "milena-test-kit-" + UUID.randomUUID());
    private final StageConfig config;

    Settings(Map<String, ?> given) {
        all.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
        all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:9092");
        all.put(StreamsConfig.STATE_DIR_CONFIG, folder.toString());
        all.put(StageConfig.PENDING_STORE_CONFIG, StageConfig.PENDING_STORE_MEMORY);
        all.putAll(given);
        config = StageConfig.of(all);
    }

    Map<String, Object> all() {
        return Map.copyOf(all);
    }

    boolean exactlyOnce() {
        return config.exactlyOnce();
    }

    Duration lingerAndTick() {
        return config.batchLinger().plus(config.tick());
    }

    /** How long to wait for what is pending: a stall, and until all sends must be acknowledged. */
    Duration patience() {
        Duration kept = config.exactlyOnce() ? Duration.ZERO : config.deliveryTimeout();
        return config.stallLimit().plus(kept);
    }

    String changelog(String store) {
        return all.get(StreamsConfig.APPLICATION_ID_CONFIG) + "-" + store + "-changelog";
    }

    void deleteFiles() {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Deleting the files of a test failed", e);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.config.MilenaConfig;
import dev.milena.streams.config.StageConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of the demo's job: the shipped ones, tuned for one small broker and somebody who watches. */
final class DemoSettings {

    private DemoSettings() {}

    static MilenaConfig of(DemoOptions options, Map<String, String> scene, String bootstrapServers, Path folder) {
        Map<String, Object> settings = new HashMap<>();
        settings.put("application.id", "milena-demo");
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("state.dir", folder.resolve("state").toString());
        settings.put(StageConfig.PENDING_STORE_CONFIG, StageConfig.PENDING_STORE_MEMORY); // nothing survives a demo
        settings.put("replication.factor", "1");
        settings.put("commit.interval.ms", "100"); // readers see answers when they are committed
        settings.put(
                MilenaConfig.BUNDLES_CONFIG,
                options.bundles().stream().map(Path::toString).toList());
        settings.put(MilenaConfig.BEAM_SIZE_CONFIG, Integer.toString(options.beam()));
        settings.put(MilenaConfig.OUTPUT_INCLUDE_SOURCE_TEXT_CONFIG, "true");
        settings.put(MilenaConfig.METRICS_PORT_CONFIG, "0");
        settings.putAll(scene);
        return MilenaConfig.of(settings);
    }
}

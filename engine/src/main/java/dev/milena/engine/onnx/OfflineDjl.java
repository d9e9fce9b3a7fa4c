// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import java.util.Map;

/**
 * Keeps DJL from talking to the network: no telemetry, no download of native libraries. DJL reads these settings when
 * its classes load, so every entry of this package calls {@link #ensure()} first.
 */
final class OfflineDjl {
    private static final Map<String, String> SETTINGS = Map.of(
            "OPT_OUT_TRACKING", "true",
            "ai.djl.offline", "true",
            // the tokenizers run on the CPU: without this DJL looks for a CUDA build of them where there is a GPU
            "RUST_FLAVOR", "cpu",
            // no other engine is on the class path, and looking for one would initialise it
            "ai.djl.onnx.disable_alternative", "true");

    private OfflineDjl() {}

    /** Sets what the user has not set. Any thread, any number of times. */
    static void ensure() {
        SETTINGS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }
}

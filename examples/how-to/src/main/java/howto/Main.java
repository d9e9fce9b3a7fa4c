// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.host.StreamsHost;
import dev.milena.model.Bundles;
import java.util.Map;

public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Map<String, Object> settings = Map.of(
                "application.id", "reviews",
                "bootstrap.servers", "kafka:9092",
                "milena.bundles", "models/en-de,models/en-fr,models/headline");
        System.exit(StreamsHost.builder(settings)
                .models(() -> Bundles.openAll(settings)) // from milena-engine; any list of TextModel will do
                .topology(Reviews::topology) // Models -> Topology
                .reads("reviews")
                .writes("reviews-done", "reviews-refused")
                .run()
                .code());
    }
}

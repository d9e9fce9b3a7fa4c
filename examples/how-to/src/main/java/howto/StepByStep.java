// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.api.TextModel;
import dev.milena.host.StopSignal;
import dev.milena.host.StreamsHost;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A main that has something to do between the steps of a host. */
final class StepByStep {
    private StepByStep() {}

    static void run(Map<String, Object> settings, List<TextModel> warmModels) throws InterruptedException {
        try (StopSignal stop = StopSignal.install(Duration.ofSeconds(30));
                StreamsHost host =
                        StreamsHost.builder(settings).reads("reviews").build().open()) {
            host.checkTopics();
            host.load(warmModels);
            host.start(Reviews.topology(host.models()));
            host.await(stop); // throws a HostException when the application stopped itself
        }
    }
}

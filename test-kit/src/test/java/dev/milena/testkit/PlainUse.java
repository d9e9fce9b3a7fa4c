// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import java.util.List;
import java.util.concurrent.Callable;

/** A test with neither JUnit nor AssertJ. {@link ClassPathTest} runs it where there are none. */
public final class PlainUse implements Callable<List<String>> {
    @Override
    public List<String> call() {
        ScriptedModel model = ScriptedModel.named("en-de").answering("hello", "hallo");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Tickets::topology, model)) {
            Tickets.in(driver).pipe("k", Ticket.of("hello"));
            driver.crash();
            driver.restart();
            driver.runBatches();
            driver.assertNothingPending();
            return Tickets.done(driver).values().stream()
                    .map(ticket -> String.valueOf(ticket.german()))
                    .toList();
        }
    }
}

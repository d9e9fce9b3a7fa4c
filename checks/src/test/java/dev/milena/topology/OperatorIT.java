// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.milena.host.FatalFailure;
import dev.milena.host.FatalFailure.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads when a job cannot go on by itself, and that nothing is lost by it. */
class OperatorIT {
    private static final int PARTITIONS = 4;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path stateDir;

    @RegisterExtension
    private final NumberedEvents events = NumberedEvents.on(PARTITIONS);

    /**
     * <pre>
     * milena.text:          4 partitions, events pending ---> 6 partitions
     * application:          answers some, stops               refuses, says why     answers all
     * pending changelog:    4 partitions                                   ---> 6 partitions
     * </pre>
     */
    @Test
    void shouldSayWhatToDoWhenTheInputTopicGrewAndLoseNothingWhenItIsDone() throws Exception {
        events.send(0, 200);
        try (OperatedApplication ignored =
                OperatedApplication.start(settings("one", Map.of()), Duration.ofSeconds(1))) {
            assertThat(ignored.failures()).isEmpty();
            events.awaitAnswers(4);
        }
        events.broker().grow("milena.text", 6);

        try (OperatedApplication refused = OperatedApplication.start(settings("one", Map.of()), Duration.ZERO)) {
            await().atMost(NumberedEvents.PATIENCE)
                    .until(() -> !refused.failures().isEmpty());
            FatalFailure failure = refused.failures().get(0);
            assertThat(failure.reason()).isEqualTo(Reason.PARTITIONS_CHANGED);
            assertThat(failure.message())
                    .contains("milena-life-milena-pending-changelog", "nothing is lost", "--partitions 6");
        }

        events.broker().grow("milena-life-milena-pending-changelog", 6);
        events.send(200, 100);
        try (OperatedApplication again = OperatedApplication.start(settings("one", Map.of()), Duration.ZERO)) {
            events.awaitAnswers(300);
            assertThat(again.restored()).isPositive();
        }
        assertThat(events.broker().committed("milena.enriched").size()).isEqualTo(300);
    }

    private Map<String, String> settings(String process, Map<String, String> more) {
        return events.settings(stateDir.resolve(process), more);
    }
}

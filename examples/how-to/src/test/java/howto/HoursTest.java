// SPDX-License-Identifier: Apache-2.0
package howto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.ScriptedModel;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class HoursTest {
    @Test
    void shouldSummarizeAnHourWhenTheStreamFallsSilent() {
        ScriptedModel model = ScriptedModel.named("headline").task("summarization").answering(text -> text.length() + "");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Hours::topology, model)) {
            var reviews = driver.input("reviews", Reviews.STRINGS, Reviews.REVIEWS);
            reviews.pipe("shoe", REVIEW, REVIEW);
            driver.advance(Duration.ofMinutes(66));
            driver.runBatches();

            assertThat(driver.output("hours", Serdes.String(), new JsonSerde<>(Hours.Hour.class)).values())
                    .containsExactly(new Hours.Hour(EnrichmentDriver.START.toEpochMilli(), "4"));
        }
    }

    @Test
    void shouldSummarizeAnHourWhenALaterRecordComes() {
        ScriptedModel model = ScriptedModel.named("headline").task("summarization").answering(text -> text.length() + "");
        try (EnrichmentDriver driver = EnrichmentDriver.of(Hours::topology, model)) {
            var reviews = driver.input("reviews", Reviews.STRINGS, Reviews.REVIEWS);
            reviews.pipe(new TestRecord<>("shoe", Review.of("good"), EnrichmentDriver.START.minus(Duration.ofMinutes(65))));
            reviews.pipe(new TestRecord<>("hat", Review.of("warm"), EnrichmentDriver.START));
            driver.runBatches();

            assertThat(driver.output("hours", Serdes.String(), new JsonSerde<>(Hours.Hour.class)).values())
                    .containsExactly(new Hours.Hour(EnrichmentDriver.START.minus(Duration.ofHours(2)).toEpochMilli(), "4"));
        }
    }

    private static final Review REVIEW = Review.of("good");
}

// SPDX-License-Identifier: Apache-2.0
package howto;

import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;

import dev.milena.api.RefusalCode;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.InputTopic;
import dev.milena.testkit.OutputTopic;
import dev.milena.testkit.ScriptedModel;
import dev.milena.testkit.junit.EnrichmentExtension;
import java.time.Duration;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReviewsTest {
    private final ScriptedModel german = ScriptedModel.named("en-de").into("de").answering(text -> "de:" + text);
    private final ScriptedModel french = ScriptedModel.named("en-fr").into("fr").answering(text -> "fr:" + text);
    private final ScriptedModel headline =
            ScriptedModel.named("headline").task("summarization").answering(text -> "head:" + text);

    @RegisterExtension
    private final EnrichmentExtension reviews = EnrichmentExtension.of(Reviews::topology, german, french, headline);

    @Test
    void shouldMergeAllAnswersOfAReview() {
        input().pipe("shop", Review.of("good"));
        driver().runBatches();
        assertThat(output()).values().containsExactly(Review.of("good").with("de:good", "fr:good", "head:good"));
    }

    @Test
    void shouldMergeWhatThereIsWhenOneTextIsRefused() {
        french.failingOn("good");
        input().pipe("shop", Review.of("good"));
        driver().runBatches();
        assertThat(output()).values().containsExactly(Review.of("good").with("de:good", null, "head:good"));
        assertThat(driver()).refused(RefusalCode.ENGINE_FAILED);
    }

    @Test
    void shouldLetDraftsAndTombstonesPassInTheirPlace() {
        input().pipe("shop", Review.of("good"), Review.draft("later"));
        input().pipeTombstone("shop");
        driver().runBatches();
        assertThat(output())
                .values()
                .containsExactly(
                        Review.of("good").with("de:good", "fr:good", "head:good"), Review.draft("later"), null);
        assertThat(german).wasAsked("good");
    }

    @Test
    void shouldWaitForASlowModel() {
        german.taking(Duration.ofSeconds(2));
        input().pipe("shop", Review.of("good"));
        driver().advance(Duration.ofSeconds(1));
        assertThat(output()).isEmpty();
        assertThat(driver()).hasPending("reviews", 1);
        driver().runBatches();
        assertThat(output()).hasSize(1);
    }

    @Test
    void shouldAnswerEachReviewOnceAcrossACrash() {
        input().pipe("shop", Review.of("one"), Review.of("two"));
        driver().crash();
        driver().restart();
        driver().runBatches();
        assertThat(output()).hasEachOnceBy(Review::text).hasSize(2);
    }

    @Test
    void shouldKeepHeaders() {
        input().pipe("shop", Review.of("good"), new RecordHeaders().add("trace", "7".getBytes()));
        driver().runBatches();
        assertThat(output()).hasHeader("trace", "7");
    }

    private EnrichmentDriver driver() {
        return reviews.driver();
    }

    private InputTopic<String, Review> input() {
        return driver().input("reviews", Reviews.STRINGS, Reviews.REVIEWS);
    }

    private OutputTopic<String, Review> output() {
        return driver().output("reviews-done", Reviews.STRINGS, Reviews.REVIEWS);
    }
}

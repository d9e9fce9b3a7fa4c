// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.api.BatchReport;
import dev.milena.api.DoubtKind;
import dev.milena.api.RefusalCode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JobMetricsTest {
    private final AtomicLong millis = new AtomicLong(1_000_000);
    private final JobMetrics metrics = new JobMetrics(new TaskStates(millis::get));

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void shouldShowWhatATaskHasPending() {
        metrics.taskState("translate", "0_1", 7, 4_096, 250);

        assertThat(metrics.scrape())
                .contains("milena_pending_events{stage=\"translate\",task=\"0_1\"} 7.0")
                .contains("milena_pending_bytes{stage=\"translate\",task=\"0_1\"} 4096.0")
                .contains("milena_pending_oldest_age_seconds 0.25");
    }

    @Test
    void shouldLetTheOldestEventAgeWhileATaskIsSilent() {
        metrics.taskState("translate", "0_1", 1, 10, 500);
        millis.addAndGet(20_000);

        assertThat(metrics.oldestPending()).isEqualTo(Duration.ofMillis(20_500));
    }

    @Test
    void shouldHaveNoAgeWhenNothingIsPending() {
        metrics.taskState("translate", "0_1", 0, 0, 0);
        millis.addAndGet(20_000);

        assertThat(metrics.oldestPending()).isZero();
    }

    @Test
    void shouldForgetATaskThatIsClosed() {
        metrics.taskState("translate", "0_1", 1, 10, 500);
        metrics.taskClosed("translate", "0_1");

        assertThat(metrics.oldestPending()).isZero();
        assertThat(metrics.scrape()).doesNotContain("task=\"0_1\"");
    }

    @Test
    void shouldShowATaskAgainAfterItCameBack() {
        metrics.taskState("translate", "0_1", 1, 10, 500);
        metrics.taskClosed("translate", "0_1");
        metrics.taskState("translate", "0_1", 3, 30, 5);

        assertThat(metrics.scrape()).contains("milena_pending_events{stage=\"translate\",task=\"0_1\"} 3.0");
    }

    @Test
    void shouldDescribeBatches() {
        metrics.batchFinished(new BatchReport("en-de", 4, 30, 40, 50, 0.5, 2_000_000, 80_000_000, false));
        metrics.batchFinished(new BatchReport("en-de", 2, 10, 10, 0, 0.1, 1_000_000, 10_000_000, true));

        assertThat(metrics.scrape())
                .contains("milena_batch_texts_count{model=\"en-de\"} 2")
                .contains("milena_batch_texts_sum{model=\"en-de\"} 6.0")
                .contains("milena_batch_fill_percent_bucket{model=\"en-de\",le=\"10.0\"} 1")
                .contains("milena_batch_engine_seconds_sum{model=\"en-de\"} 0.09")
                .contains("milena_batch_queue_seconds_sum{model=\"en-de\"} 0.003")
                .contains("milena_tokens_source_total{model=\"en-de\"} 40.0")
                .contains("milena_tokens_padding_total{model=\"en-de\"} 10.0")
                .contains("milena_tokens_output_total{model=\"en-de\"} 50.0")
                .contains("milena_batch_failures_total{model=\"en-de\"} 1.0");
    }

    @Test
    void shouldCountAnswersDeadLettersRestartsAndRestoredEvents() {
        metrics.restored("translate", "0_0", 12);
        metrics.answered("translate", "en-de");
        metrics.refused("translate", RefusalCode.EMPTY_TEXT);
        metrics.threadRestarted();

        assertThat(metrics.scrape())
                .contains("milena_answers_total{model=\"en-de\",stage=\"translate\"} 1.0")
                .contains("milena_dead_letters_total{code=\"EMPTY_TEXT\",stage=\"translate\"} 1.0")
                .contains("milena_dead_letters_total{code=\"NOT_AVRO\",stage=\"translate\"} 0.0")
                .contains("milena_stream_thread_restarts_total 1.0")
                .contains("milena_restored_events_total{stage=\"translate\"} 12.0");
    }

    @Test
    void shouldShowHowLongEventsTakeAndTasksAreFull() {
        metrics.released("translate", 80_000_000);
        metrics.committed("translate", 180_000_000);
        metrics.committed("translate", 20_000_000);
        metrics.backPressure("translate", 1_500_000_000);

        assertThat(metrics.scrape())
                .contains("milena_event_answer_seconds_sum{stage=\"translate\"} 0.08")
                .contains("milena_event_commit_seconds_bucket{stage=\"translate\",le=\"0.1\"} 1")
                .contains("milena_event_commit_seconds_bucket{stage=\"translate\",le=\"0.25\"} 2")
                .contains("milena_backpressure_seconds_total{stage=\"translate\"} 1.5");
    }

    @Test
    void shouldHaveACounterOfEveryCodeWhenTheFirstTaskOfAStageStarts() {
        metrics.restored("summarize", "0_0", 0);
        metrics.restored("summarize", "0_1", 0);

        for (RefusalCode code : RefusalCode.values()) {
            assertThat(metrics.scrape())
                    .contains("milena_dead_letters_total{code=\"" + code + "\",stage=\"summarize\"} 0.0");
        }
    }

    @Test
    void shouldCountDoubtsByKindAndSecondTriesByWhatBecameOfThem() {
        metrics.restored("summarize", "0_0", 0);
        metrics.doubted("summarize", DoubtKind.COPIED);
        metrics.doubted("summarize", DoubtKind.COPIED);
        metrics.triedAgain("summarize", "tiny", true);
        metrics.triedAgain("summarize", "tiny", false);
        metrics.triedAgain("summarize", "tiny", false);

        for (DoubtKind kind : DoubtKind.values()) {
            assertThat(metrics.scrape())
                    .contains("milena_doubts_total{kind=\"" + kind + "\",stage=\"summarize\"} "
                            + (kind == DoubtKind.COPIED ? "2.0" : "0.0"));
        }
        assertThat(metrics.scrape())
                .contains("milena_second_tries_total{model=\"tiny\",outcome=\"taken\",stage=\"summarize\"} 1.0")
                .contains("milena_second_tries_total{model=\"tiny\",outcome=\"not_taken\",stage=\"summarize\"} 2.0");
    }

    @Test
    void shouldTellTasksOfTheSameIdApartByTheirStage() {
        metrics.taskState("translate", "0_1", 1, 10, 500);
        metrics.taskState("summarize", "0_1", 2, 20, 100);
        metrics.taskClosed("translate", "0_1");

        assertThat(metrics.scrape())
                .doesNotContain("stage=\"translate\"")
                .contains("milena_pending_events{stage=\"summarize\",task=\"0_1\"} 2.0");
        assertThat(metrics.oldestPending()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void shouldCloseTwiceWithoutHarm() {
        metrics.close();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class DeferredDeletesTest {
    private static final Bytes FIRST = PendingCodec.key(1);
    private static final Bytes SECOND = PendingCodec.key(2);

    private final List<Bytes> deleted = new ArrayList<>();

    @Test
    void shouldDeleteAtOnceWhenOutputsAndDeletionAreOneTransaction() {
        DeferredDeletes deletes = DeferredDeletes.atOnce(deleted::add);

        deletes.released(FIRST, 0);

        assertThat(deleted).containsExactly(FIRST);
        assertThat(deletes.size()).isZero();
    }

    @Test
    void shouldKeepAnEntryUntilItsSendMustHaveBeenAcknowledged() {
        DeferredDeletes deletes = DeferredDeletes.after(Duration.ofNanos(100), deleted::add);
        deletes.released(FIRST, 1_000);
        deletes.released(SECOND, 1_050);

        deletes.runDue(1_099);
        assertThat(deleted).isEmpty();
        assertThat(deletes.size()).isEqualTo(2);

        deletes.runDue(1_100);
        assertThat(deleted).containsExactly(FIRST);

        deletes.runDue(1_150);
        assertThat(deleted).containsExactly(FIRST, SECOND);
    }
}

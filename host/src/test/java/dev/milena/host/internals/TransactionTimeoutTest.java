// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.milena.host.FatalFailure;
import dev.milena.host.RestartPolicy;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TransactionTimeoutTest {

    @Test
    void shouldReadWhatTheProducersAskFor() {
        Properties settings = new Properties();
        assertThat(TransactionTimeout.wanted(settings)).isEqualTo(-1);
        settings.put("transaction.timeout.ms", 30_000);
        assertThat(TransactionTimeout.wanted(settings)).isEqualTo(30_000);
        settings.put("producer.transaction.timeout.ms", " 40000 ");
        assertThat(TransactionTimeout.wanted(settings)).isEqualTo(40_000);
    }

    @Test
    void shouldNotReplaceAThreadWhoseTransactionsTheBrokersRefuse() {
        AtomicReference<@Nullable FatalFailure> end = new AtomicReference<>();
        RestartPolicy policy = RestartPolicy.builder("a").onGiveUp(end::set).build();

        StreamThreadExceptionResponse response = policy.handle(
                new StreamsException("cannot start", new InvalidTxnTimeoutException("too long for this broker")));

        assertThat(response).isEqualTo(StreamThreadExceptionResponse.SHUTDOWN_CLIENT);
        FatalFailure failure = Objects.requireNonNull(end.get());
        assertThat(failure.reason()).isEqualTo(FatalFailure.Reason.SETTINGS);
        assertThat(failure.message()).contains("transaction.timeout.ms", "transaction.max.timeout.ms");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.InvalidTxnTimeoutException;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** What a producer asks of the brokers, and what they grant. Stateless, any thread. */
public final class TransactionTimeout {
    /** The broker's setting. */
    public static final String LIMIT = "transaction.max.timeout.ms";

    private static final String WANTED = ProducerConfig.TRANSACTION_TIMEOUT_CONFIG;

    private TransactionTimeout() {}

    /** What the producers of these settings of Kafka Streams ask for; -1 where they leave it to Kafka. */
    public static long wanted(Properties streams) {
        Object own = streams.get(StreamsConfig.producerPrefix(WANTED));
        Object any = own == null ? streams.get(WANTED) : own;
        return any == null ? -1 : Long.parseLong(any.toString().strip());
    }

    /**
     * Both numbers, the consequence and the cures.
     *
     * @param granted what the broker says
     */
    public static String describe(long wanted, String granted) {
        return WANTED + "=" + wanted + " is more than the brokers grant (" + LIMIT + "=" + granted
                + "), and they would refuse every transaction. Lower milena.stall.limit.ms, from which it follows, or "
                + WANTED + " to at most " + granted + "; or raise " + LIMIT + " of the brokers to at least " + wanted;
    }

    /** The same where only the broker's refusal is known; null when the error is another. */
    public static @Nullable String describe(Throwable cause) {
        return cause instanceof InvalidTxnTimeoutException
                ? WANTED + " is more than the brokers grant (" + LIMIT + "). Lower milena.stall.limit.ms, from which it"
                        + " follows, or " + WANTED + "; or raise " + LIMIT + " of the brokers"
                : null;
    }
}

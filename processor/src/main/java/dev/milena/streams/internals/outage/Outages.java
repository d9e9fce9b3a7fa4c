// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * Tells what something outside is to blame for from what a record is: a schema registry that is down fails the serde of
 * every record. Stateless.
 */
public final class Outages {
    private static final int MAX_CAUSES = 20;

    /** Not {@code IOException} itself: a decoder reports the end of a value that is cut off as one. */
    private static final List<Class<?>> OUTSIDE = List.of(
            SocketException.class, // a refused connection, no route to a host
            InterruptedIOException.class, // time-outs of sockets
            UnknownHostException.class,
            HttpTimeoutException.class,
            ClosedChannelException.class,
            UnresolvedAddressException.class,
            SSLException.class,
            RetriableException.class); // Kafka's own: time-outs, brokers that are away

    private Outages() {}

    /** Whether an error comes of something outside that is away for now. */
    public static boolean isOutage(Throwable error) {
        @Nullable Throwable cause = error;
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            if (isOutside(cause) || ServersFault.is(cause)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOutside(Throwable cause) {
        return OUTSIDE.stream().anyMatch(type -> type.isInstance(cause));
    }
}

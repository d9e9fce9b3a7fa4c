// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import java.lang.reflect.Method;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Whether an error of a client says that its server is away or out of order. The classes of registry clients are not on our
 * class path, so their status is asked for by name. Stateless.
 */
final class ServersFault {
    /** Confluent's and Spring's, Kiota's (Apicurio 3), the AWS SDK's. */
    private static final List<String> STATUS =
            List.of("getStatus", "getStatusCode", "getResponseStatusCode", "statusCode");

    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int FIRST_OF_THE_SERVER = 500;
    private static final int LAST_OF_THE_SERVER = 599;

    private ServersFault() {}

    static boolean is(Throwable error) {
        for (String method : STATUS) {
            OptionalInt status = number(call(error, method));
            if (status.isPresent()) {
                return isServers(status.getAsInt());
            }
        }
        return isApicurios(error);
    }

    /** Apicurio 2 drops the cause: what it keeps has the status, or none where there was no response at all. */
    private static boolean isApicurios(Throwable error) {
        if (!error.getClass().getName().startsWith("io.apicurio.")) {
            return false;
        }
        Object details = call(error, "getError");
        if (details == null) {
            return false;
        }
        OptionalInt status = number(call(details, "getErrorCode"));
        return status.isEmpty() || isServers(status.getAsInt());
    }

    private static boolean isServers(int status) {
        return (status >= FIRST_OF_THE_SERVER && status <= LAST_OF_THE_SERVER)
                || status == TOO_MANY_REQUESTS
                || status == REQUEST_TIMEOUT;
    }

    private static OptionalInt number(@Nullable Object value) {
        return value instanceof Integer number ? OptionalInt.of(number) : OptionalInt.empty();
    }

    private static @Nullable Object call(Object of, String name) {
        try {
            Method method = of.getClass().getMethod(name);
            return method.invoke(of);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // it has none, or none that may be called
        }
    }
}

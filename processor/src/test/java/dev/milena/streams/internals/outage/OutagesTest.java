// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.outage;

import static org.assertj.core.api.Assertions.assertThat;

import io.apicurio.ApicurioException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class OutagesTest {

    @Test
    void shouldTakeWhatIsAwayForAnOutageHoweverDeepItIs() {
        List<Throwable> away = List.of(
                new ConnectException("refused"),
                new UnknownHostException("registry"),
                new SocketTimeoutException(),
                new HttpTimeoutException("late"),
                new SSLHandshakeException("no"),
                new TimeoutException());
        assertThat(away).allMatch(Outages::isOutage);
        assertThat(away)
                .allMatch(error -> Outages.isOutage(
                        new SerializationException("Error retrieving the schema", new RuntimeException(error))));
        assertThat(Outages.isOutage(new SerializationException(new RestClientException(503))))
                .isTrue();
        assertThat(Outages.isOutage(new SerializationException(new RestClientException(429))))
                .isTrue();
        assertThat(Outages.isOutage(new RuntimeException(new ApiException(502))))
                .isTrue();
        assertThat(Outages.isOutage(new ApicurioException(null))).isTrue();
        assertThat(Outages.isOutage(new ApicurioException(500))).isTrue();
    }

    /** A value that is cut off ends a decoder's input, and a schema that nobody registered is not found. */
    @Test
    void shouldNotTakeWhatARecordIsToBlameForForAnOutage() {
        assertThat(List.of(
                        new SerializationException("bytes", new EOFException()),
                        new SerializationException(new IOException("Invalid int encoding")),
                        new SerializationException(new RestClientException(404)),
                        new ApiException(404),
                        new ApicurioException(404),
                        new IllegalStateException(),
                        new SerializationException("Unknown magic byte!")))
                .noneMatch(Outages::isOutage);
    }

    /** Named and made as that of the registry clients. */
    public static final class RestClientException extends IOException {
        private static final long serialVersionUID = 1L;

        private final int status;

        RestClientException(int status) {
            this.status = status;
        }

        public int getStatus() {
            return status;
        }
    }

    /** Made as that of Kiota, which Apicurio 3 uses. */
    public static final class ApiException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        ApiException(int status) {
            this.status = status;
        }

        public int getResponseStatusCode() {
            return status;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import dev.milena.host.HostException;
import dev.milena.host.HostExit;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.security.UnrecoverableKeyException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person why Kafka makes no client of their settings: it wraps the reason in an exception that says only that it
 * failed. Messages of Kafka 4.3 and of Java's key stores. Stateless, any thread.
 */
public final class ClientRefusal {
    private static final String UNRESOLVED = "No resolvable bootstrap urls";
    private static final String LOCATION = ".location";
    private static final String LOCKED = "Unable to initialize state, this can happen if multiple instances";

    private ClientRefusal() {}

    /** How the application has to end, and why. */
    public static HostException describe(KafkaException error, Map<String, ?> settings) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).startsWith(UNRESOLVED)) {
                BootstrapServers servers = new BootstrapServers(settings);
                return new HostException(HostExit.BROKER, servers.unresolved(servers.servers()) + ".", error);
            }
            String problem =
                    String.valueOf(cause.getMessage()).startsWith(LOCKED) ? locked(settings) : file(cause, settings);
            if (problem == null) {
                problem = password(cause, error, settings);
            }
            if (problem != null) {
                return new HostException(HostExit.SETTINGS, problem + ".", error);
            }
        }
        Throwable root = root(error);
        return new HostException(
                HostExit.SETTINGS,
                "Kafka makes no client of these settings: " + store(error, settings) + reason(root)
                        + ". Correct bootstrap.servers, security.*, ssl.* or sasl.*, whichever it names.",
                error);
    }

    private static String locked(Map<String, ?> settings) {
        return "another process works in state.dir=" + settings.get(StreamsConfig.STATE_DIR_CONFIG)
                + " under application.id="
                + settings.get(StreamsConfig.APPLICATION_ID_CONFIG)
                + ", and two would destroy each other's stores; give each process a folder of its own, or stop the other";
    }

    private static @Nullable String file(Throwable cause, Map<String, ?> settings) {
        if (!(cause instanceof FileSystemException failed) || failed.getFile() == null) {
            return null;
        }
        String setting = new TreeMap<>(settings)
                .entrySet().stream()
                        .filter(entry -> failed.getFile().equals(String.valueOf(entry.getValue())))
                        .map(entry -> " (" + entry.getKey() + ")")
                        .findFirst()
                        .orElse("");
        String named = "the file " + failed.getFile() + setting;
        if (failed instanceof NoSuchFileException) {
            return named + " does not exist; correct the path, or put the file there";
        }
        return failed instanceof AccessDeniedException
                ? named + " may not be read by the user of this process; grant it, or name another file"
                : named + " cannot be read (" + failed.getReason() + "); correct the path, or the file";
    }

    private static @Nullable String password(Throwable cause, KafkaException error, Map<String, ?> settings) {
        boolean ofStore = (cause instanceof IOException && cause.getCause() instanceof UnrecoverableKeyException)
                || String.valueOf(cause.getMessage()).contains("password was incorrect");
        if (ofStore) {
            return store(error, settings) + "its password is wrong; correct "
                    + (names(error, settings, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                            ? SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG
                            : SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG);
        }
        return cause instanceof UnrecoverableKeyException
                ? "the key in " + settings.get(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                        + " cannot be opened with this password; correct " + SslConfigs.SSL_KEY_PASSWORD_CONFIG
                : null;
    }

    /** Which store an error is about, where it is one. */
    private static String store(KafkaException error, Map<String, ?> settings) {
        for (String setting :
                new String[] {SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG}) {
            if (names(error, settings, setting)) {
                return "the " + setting.substring("ssl.".length(), setting.length() - LOCATION.length()) + " "
                        + settings.get(setting) + " (" + setting + ") cannot be opened: ";
            }
        }
        return "";
    }

    private static boolean names(Throwable error, Map<String, ?> settings, String setting) {
        @Nullable Object file = settings.get(setting);
        for (Throwable cause = error; cause != null && file != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains(" " + file + " ")) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static String reason(Throwable root) {
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}

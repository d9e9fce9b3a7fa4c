// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/** Tells a person why no broker answers: asks the ports that {@code bootstrap.servers} names. Immutable, any thread. */
public final class BootstrapServers {
    private static final Pattern ADDRESS = Pattern.compile("(?:[A-Za-z0-9_]+://)?\\[?(.+?)\\]?:(\\d{1,5})");
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int MOST_ASKED = 3;
    private static final String SETTING = "(bootstrap.servers, --bootstrap, or KAFKA_BOOTSTRAP_SERVERS)";

    private final String servers;
    private final String protocol;

    /**
     * What settings of Kafka's clients name.
     *
     * @param settings of any client
     */
    public BootstrapServers(Map<String, ?> settings) {
        this.servers = String.valueOf(settings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        @Nullable Object set = settings.get(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG);
        this.protocol =
                (set == null ? CommonClientConfigs.DEFAULT_SECURITY_PROTOCOL : set.toString()).toUpperCase(Locale.ROOT);
    }

    /** What was found, the value and the cure; null where the ports tell no more than Kafka's client did. */
    public @Nullable String explain() {
        String[] addresses = servers.split("\\s*,\\s*", -1);
        for (int i = 0; i < Math.min(addresses.length, MOST_ASKED); i++) {
            Matcher address = ADDRESS.matcher(addresses[i].strip());
            if (address.matches() && Integer.parseInt(address.group(2)) <= 0xFFFF) {
                String found = explain(address.group(1), Integer.parseInt(address.group(2)));
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private @Nullable String explain(String host, int port) {
        String named = host + ":" + port;
        boolean tls = protocol.endsWith("SSL");
        return switch (PortProbe.of(host, port, PATIENCE)) {
            case UNRESOLVED -> unresolved(host);
            case CLOSED -> null;
            case SILENT ->
                "somebody takes connections at " + named + " and does not answer as a Kafka broker does; look"
                        + " whether the broker is well, or correct the address " + SETTING;
            case TLS ->
                tls
                        ? null
                        : "the port " + named + " speaks TLS, and this client plain text (" + setting() + "); set "
                                + "security.protocol=" + (protocol.startsWith("SASL") ? "SASL_SSL" : "SSL") + " and "
                                + SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG + ", or name the broker's plain port "
                                + SETTING;
            case PLAIN ->
                tls
                        ? "the port " + named + " speaks plain text, and this client TLS (" + setting()
                                + "); name the broker's"
                                + " TLS port " + SETTING + ", or set security.protocol="
                                + (protocol.startsWith("SASL") ? "SASL_PLAINTEXT" : "PLAINTEXT")
                        : "a Kafka broker answers at " + named
                                + ", and the cluster does not: either it has no controller now, or"
                                + " the addresses that its brokers advertise (advertised.listeners) cannot be reached from here";
        };
    }

    private String setting() {
        return CommonClientConfigs.SECURITY_PROTOCOL_CONFIG + "=" + protocol;
    }

    /** None of the hosts has an address. */
    public String unresolved(String host) {
        return "the host " + host + " is unknown here; correct the address " + SETTING + ", or the name service";
    }

    /** The value of the setting. */
    public String servers() {
        return servers;
    }
}

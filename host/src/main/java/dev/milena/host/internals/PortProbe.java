// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.internals;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Finds out what listens on a port, after Kafka's clients have only found that no broker answers there. Sends one request
 * that changes nothing, as a client of Kafka or of TLS begins. Stateless, any thread.
 */
public enum PortProbe {
    /** The name of the host is unknown. */
    UNRESOLVED,
    /** Nobody takes the connection. */
    CLOSED,
    /** The connection is taken, and neither greeting is answered in a way that Kafka or TLS would. */
    SILENT,
    /** A Kafka broker that speaks plain text. */
    PLAIN,
    /** Somebody who speaks TLS. */
    TLS;

    private static final int CORRELATION = 0x4D696C65;
    private static final int TLS_ALERT = 0x15;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR = 3;

    /** ApiVersions, version 0, without a client id: the first request of every client, allowed before authentication. */
    private static final byte[] PLAIN_GREETING = ByteBuffer.allocate(14)
            .putInt(10)
            .putShort((short) 18)
            .putShort((short) 0)
            .putInt(CORRELATION)
            .putShort((short) -1)
            .array();

    /** A ClientHello of TLS 1.2 with two cipher suites and no extension (RFC 5246, 7.4.1.2). */
    private static final byte[] TLS_GREETING = HexFormat.of()
            .parseHex("160301002f" + "0100002b" + "0303" + "4d696c656e61".repeat(5) + "4d69" + "00" + "0004c02f009c"
                    + "0100");

    /** Asks one port; takes at most three times the patience. */
    public static PortProbe of(String host, int port, Duration patience) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            return UNRESOLVED;
        }
        int millis = (int) patience.toMillis();
        try {
            if (isPlain(ask(address, PLAIN_GREETING, 8, millis))) {
                return PLAIN;
            }
            return isTls(ask(address, TLS_GREETING, 2, millis)) ? TLS : SILENT;
        } catch (IOException nobodyThere) {
            return CLOSED;
        }
    }

    private static boolean isPlain(byte[] answer) {
        return answer.length == 8 && ByteBuffer.wrap(answer).getInt(4) == CORRELATION;
    }

    private static boolean isTls(byte[] answer) {
        return answer.length == 2 && (answer[0] == TLS_ALERT || answer[0] == TLS_HANDSHAKE) && answer[1] == TLS_MAJOR;
    }

    /** The first bytes of the answer; fewer where it ends or does not come. */
    private static byte[] ask(InetSocketAddress address, byte[] greeting, int bytes, int millis) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, millis);
            socket.setSoTimeout(millis);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(greeting);
                out.flush();
                InputStream in = socket.getInputStream();
                byte[] answer = new byte[bytes];
                new DataInputStream(in).readFully(answer);
                return answer;
            } catch (IOException noSuchAnswer) {
                return new byte[0];
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.host.metrics;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What is sent back.
 *
 * @param status such as 200
 * @param type media type of the body
 * @param body text
 */
record HttpReply(int status, String type, String body) {
    private static final String TEXT = "text/plain; charset=utf-8";

    static HttpReply text(int status, String body) {
        return new HttpReply(status, TEXT, body);
    }

    /**
     * The whole answer as bytes; the connection ends with it.
     *
     * @param withBody false for HEAD
     */
    ByteBuffer encoded(boolean withBody) {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        byte[] head = ("HTTP/1.1 " + status + " " + reason() + "\r\nDate: "
                        + DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))
                        + "\r\nContent-Type: " + type + "\r\nContent-Length: " + content.length
                        + (status == 405 ? "\r\nAllow: GET, HEAD" : "") + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocate(head.length + (withBody ? content.length : 0));
        bytes.put(head);
        if (withBody) {
            bytes.put(content);
        }
        return bytes.flip();
    }

    private String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 503 -> "Service Unavailable";
            default -> "Bad Request";
        };
    }
}

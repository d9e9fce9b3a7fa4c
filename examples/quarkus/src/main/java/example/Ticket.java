// SPDX-License-Identifier: Apache-2.0
package example;

/** A ticket of a help desk: a record of our own. */
public record Ticket(String id, String body, String german) {
    public static Ticket of(String id, String body) {
        return new Ticket(id, body, null);
    }

    Ticket withGerman(String text) {
        return new Ticket(id, body, text);
    }
}

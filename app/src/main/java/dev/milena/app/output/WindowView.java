// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.schemas.Span;
import dev.milena.schemas.Window;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The window that an answer is a summary of, as people and programs read it. Stateless. */
final class WindowView {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private WindowView() {}

    /** One line about a window: whether it is final, its time, and how many events it has. */
    static String line(Window window) {
        StringBuilder line = new StringBuilder();
        line.append(window.getIsFinal() ? "final summary" : "early update " + window.getEdition())
                .append(" of ")
                .append(TIME.format(Instant.ofEpochMilli(window.getStart())))
                .append(" to ")
                .append(TIME.format(Instant.ofEpochMilli(window.getEnd())))
                .append(" UTC, ")
                .append(window.getRecords())
                .append(window.getRecords() == 1 ? " event" : " events");
        append(line, window.getUnreadable(), "unreadable");
        append(line, window.getRepeated(), "repeated");
        append(line, window.getDropped(), "dropped");
        return line.toString();
    }

    private static void append(StringBuilder line, long count, String what) {
        if (count > 0) {
            line.append(", ").append(count).append(' ').append(what);
        }
    }

    /** Adds every field of a window. */
    static void add(ObjectNode json, Window window) {
        json.put("id", window.getId())
                .put("start", window.getStart())
                .put("end", window.getEnd())
                .put("edition", window.getEdition())
                .put("final", window.getIsFinal())
                .put("records", window.getRecords())
                .put("unreadable", window.getUnreadable())
                .put("repeated", window.getRepeated())
                .put("dropped", window.getDropped());
        if (window.getStory() != null) {
            span(json, "story", window.getStory());
        }
        ArrayNode members = json.putArray("members");
        window.getMembers().forEach(member -> {
            ObjectNode each = members.addObject();
            each.put("topic", member.getSource().getTopic())
                    .put("partition", member.getSource().getPartition())
                    .put("offset", member.getSource().getOffset())
                    .put("timestamp", member.getSource().getTimestamp());
            span(each, "span", member.getSpan());
        });
        ArrayNode restsOn = json.putArray("restsOn");
        window.getRestsOn().forEach(link -> {
            ObjectNode each = restsOn.addObject();
            span(each, "output", link.getOutput());
            each.put("member", link.getMember());
            span(each, "source", link.getSource());
        });
        if (!window.getLeftOut().isEmpty()) {
            ArrayNode leftOut = json.putArray("leftOut");
            window.getLeftOut()
                    .forEach(piece ->
                            span(leftOut.addObject().put("member", piece.getMember()), "span", piece.getSpan()));
        }
    }

    private static void span(ObjectNode json, String name, Span span) {
        json.putArray(name).add(span.getStart()).add(span.getEnd());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.TextSpan;
import dev.milena.schemas.MemberLink;
import dev.milena.schemas.MemberPiece;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.SpanUnit;
import dev.milena.schemas.Window;
import dev.milena.schemas.WindowMember;
import dev.milena.streams.windows.TextWindow;
import dev.milena.streams.windows.WindowPart;
import dev.milena.streams.windows.WindowSummary;
import dev.milena.streams.windows.WindowedText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns windows into the record of the contracts. Stateless. */
final class Windows {
    private Windows() {}

    /** A window that nothing was made of. */
    static Window of(byte[] key, TextWindow window, SpanUnit unit) {
        Members members = new Members(window, unit);
        return of(key, window, members, List.of(), List.of());
    }

    /** A window and what its summary rests on. */
    static Window of(WindowSummary<byte[]> summary, SpanUnit unit) {
        Members members = new Members(summary.window(), unit);
        Offsets outputs = new Offsets(summary.text(), unit);
        List<MemberLink> links = new ArrayList<>();
        for (WindowSummary.Rests rests : summary.restsOn()) {
            for (WindowPart part : rests.parts()) {
                links.add(new MemberLink(outputs.of(rests.output()), part.text(), members.inside(part)));
            }
        }
        List<MemberPiece> leftOut = summary.leftOut().stream()
                .map(part -> new MemberPiece(part.text(), members.inside(part)))
                .toList();
        return of(summary.key(), summary.window(), members, links, leftOut);
    }

    private static Window of(
            byte[] key, TextWindow window, Members members, List<MemberLink> restsOn, List<MemberPiece> leftOut) {
        return Window.newBuilder()
                .setId(window.id(key))
                .setStart(window.start())
                .setEnd(window.end())
                .setEdition(window.edition())
                .setIsFinal(window.isFinal())
                .setRecords(window.records())
                .setUnreadable(window.unreadable())
                .setRepeated(window.repeated())
                .setDropped(window.dropped())
                .setStory(members.story())
                .setMembers(members.all())
                .setRestsOn(restsOn)
                .setLeftOut(leftOut)
                .build();
    }

    /** The last member of a window that has any. */
    static SourceCoordinates lastOf(TextWindow window) {
        return source(window.texts().get(window.texts().size() - 1));
    }

    private static SourceCoordinates source(WindowedText text) {
        dev.milena.streams.record.SourceCoordinates source = text.source().orElseThrow();
        return new SourceCoordinates(source.topic(), source.partition(), source.offset(), text.timestamp());
    }

    /** Where the members of a window stand, in the unit of the outputs. */
    private static final class Members {
        private final TextWindow window;
        private final List<TextSpan> spans;
        private final Offsets offsets;

        Members(TextWindow window, SpanUnit unit) {
            this.window = window;
            this.spans = window.spans();
            this.offsets = new Offsets(window.joined(), unit);
        }

        @Nullable
        Span story() {
            String story = window.story();
            return story == null ? null : new Span(0, offsets.of(story.length()));
        }

        List<WindowMember> all() {
            List<WindowMember> members = new ArrayList<>(spans.size());
            for (int i = 0; i < spans.size(); i++) {
                members.add(new WindowMember(source(window.texts().get(i)), offsets.of(spans.get(i))));
            }
            return members;
        }

        /** Where a piece stands in its own member. */
        Span inside(WindowPart part) {
            int start =
                    part.text() == TextWindow.STORY ? 0 : spans.get(part.text()).start();
            int before = offsets.of(start);
            return new Span(
                    offsets.of(start + part.span().start()) - before,
                    offsets.of(start + part.span().end()) - before);
        }
    }
}

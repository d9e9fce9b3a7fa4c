// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.app.output.AnswerView.Doubted;
import dev.milena.app.output.AnswerView.Link;
import dev.milena.app.output.AnswerView.Other;
import dev.milena.schemas.MemberLink;
import dev.milena.schemas.MemberPiece;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.schemas.SourceCoordinates;
import dev.milena.schemas.Span;
import dev.milena.schemas.Window;
import dev.milena.schemas.WindowMember;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers for tests. */
final class Views {
    static {
        MilenaSchemas.trust();
    }

    private Views() {}

    static AnswerView train() {
        return train(0.83f, "END_TOKEN");
    }

    static AnswerView train(float confidence, String finishReason) {
        return train(confidence, finishReason, null);
    }

    static AnswerView train(float confidence, String finishReason, @Nullable Integer sourceCut) {
        return train(confidence, finishReason, sourceCut, false, List.of(), List.of(), 0, List.of(), null);
    }

    /** One that was given and judged, beside another one; no search makes both, a printer knows both. */
    static AnswerView judged() {
        Other other = new Other("Der Zug", -2.5f, 0.5f, -0.75f, 0.25f, "END_TOKEN", 3);
        return train(0.83f, "END_TOKEN", null, true, List.of(other), List.of(), 0, List.of(), null);
    }

    /** One with pieces that the vocabulary lacks on both sides. */
    static AnswerView unknown() {
        return train(0.83f, "END_TOKEN", null, false, List.of(), List.of("train", "nine"), 2, List.of(), null);
    }

    /** One that looks wrong in two ways. */
    static AnswerView inDoubt() {
        List<Doubted> doubts = List.of(
                new Doubted("TOO_SHORT", List.of(List.of(0, 26)), List.of(List.of(0, 25)), 0.25f),
                new Doubted("NUMBERS_ALTERED", List.of(List.of(20, 24)), List.of(), 1));
        return train(0.83f, "END_TOKEN", null, false, List.of(), List.of(), 0, doubts, null);
    }

    /** A summary of two events and one that cannot be read, the first of which it rests on. */
    static AnswerView ofWindow(boolean isFinal) {
        Window window = Window.newBuilder()
                .setId("window-00-0-60000-2")
                .setStart(0)
                .setEnd(60_000)
                .setEdition(2)
                .setIsFinal(isFinal)
                .setRecords(3)
                .setUnreadable(1)
                .setRepeated(0)
                .setDropped(0)
                .setMembers(List.of(
                        new WindowMember(new SourceCoordinates("milena.text", 1, 7L, 1_000L), new Span(0, 9)),
                        new WindowMember(new SourceCoordinates("milena.text", 1, 9L, 2_000L), new Span(11, 25))))
                .setRestsOn(List.of(new MemberLink(new Span(0, 3), 0, new Span(4, 9))))
                .setLeftOut(List.of(new MemberPiece(1, new Span(0, 14))))
                .build();
        return train(0.83f, "END_TOKEN", null, false, List.of(), List.of(), 0, List.of(), window);
    }

    private static AnswerView train(
            float confidence,
            String finishReason,
            @Nullable Integer sourceCut,
            boolean scored,
            List<Other> alternatives,
            List<String> unknown,
            int unknownOutputTokens,
            List<Doubted> doubts,
            @Nullable Window window) {
        return new AnswerView(
                "The train leaves at nine.",
                "Der Zug fährt um neun ab.",
                -1.5f,
                confidence,
                -0.18f,
                0.2f,
                finishReason,
                7,
                sourceCut,
                9,
                List.of("The", "train", "leaves", "at", "nine", "."),
                List.of("Der", "Zug", "fährt", "um", "neun", "ab", "."),
                List.of(
                        new Link(0, 0),
                        new Link(1, 1),
                        new Link(2, 2),
                        new Link(3, 3),
                        new Link(4, 4),
                        new Link(1, 5),
                        new Link(2, 5)),
                scored,
                alternatives,
                unknown,
                unknownOutputTokens,
                List.of(),
                List.of(),
                List.of(),
                doubts,
                List.of(),
                null,
                window);
    }
}

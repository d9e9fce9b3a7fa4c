// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

import dev.milena.api.Placement;
import dev.milena.api.TermUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Answers for a person: the source, the output, how sure the model is, and which words belong together. Not
 * thread-safe.
 */
public final class ReadableAnswers {
    private static final int INDENT = 4;
    private static final int PIPED_COLUMNS = 120;
    private static final int UNBOUNDED = Integer.MAX_VALUE;
    private static final float DOUBTFUL = 0.5f;

    private final Terminal terminal;
    private final Style style;
    private int shown;

    public ReadableAnswers(Terminal terminal) {
        this.terminal = terminal;
        this.style = terminal.outStyle();
    }

    /**
     * Prints an answer and flushes.
     *
     * @param detail what only the caller knows, such as how long it took; may be empty
     */
    public void answer(AnswerView answer, String detail) {
        StringBuilder text = new StringBuilder();
        String number = number();
        if (answer.source() == null) {
            text.append(number);
        } else {
            text.append(number).append(source(answer)).append('\n').append("  → ");
        }
        text.append(style.bold(Unprintable.escaped(answer.output()))).append('\n');
        text.append(" ".repeat(INDENT)).append(confidence(answer));
        if (!detail.isEmpty()) {
            text.append(style.dim(" · " + Unprintable.escaped(detail)));
        }
        text.append('\n');
        if (answer.window() != null) {
            text.append(" ".repeat(INDENT))
                    .append(WindowView.line(answer.window()))
                    .append('\n');
        }
        String unknown = unknown(answer);
        if (!unknown.isEmpty()) {
            text.append(" ".repeat(INDENT)).append(style.yellow(unknown)).append('\n');
        }
        String kept = leftAsTheyWere(answer);
        if (!kept.isEmpty()) {
            text.append(" ".repeat(INDENT)).append(style.yellow(kept)).append('\n');
        }
        String guessed = guessed(answer);
        if (!guessed.isEmpty()) {
            text.append(" ".repeat(INDENT)).append(style.yellow(guessed)).append('\n');
        }
        String terms = terms(answer);
        if (!terms.isEmpty()) {
            text.append(" ".repeat(INDENT)).append(style.yellow(terms)).append('\n');
        }
        if (!answer.doubts().isEmpty()) {
            text.append(" ".repeat(INDENT)).append(style.yellow(doubts(answer))).append('\n');
        }
        for (AnswerView.Other other : answer.alternatives()) {
            text.append(" ".repeat(INDENT))
                    .append(style.dim(String.format(
                            Locale.ROOT, "or %.2f  %s", other.confidence(), Unprintable.escaped(other.output()))))
                    .append('\n');
        }
        if (answer.source() != null) {
            int width = terminal.outIsTerminal() ? terminal.columns() - INDENT : UNBOUNDED;
            for (String line : Gloss.lines(answer, width)) {
                text.append(" ".repeat(INDENT))
                        .append(style.dim(Unprintable.escaped(line)))
                        .append('\n');
            }
        }
        terminal.out().println(text);
    }

    /** What the model read of the source, in lines below one another. */
    private String source(AnswerView answer) {
        String source = String.valueOf(answer.source());
        String read = answer.sourceCut() == null ? source : source.substring(0, answer.sourceCut()) + " …";
        int width = (terminal.outIsTerminal() ? terminal.columns() : PIPED_COLUMNS) - INDENT;
        return Unprintable.escaped(read)
                .lines()
                .filter(line -> !line.isBlank())
                .flatMap(line -> Wrapping.lines(line, width).stream())
                .collect(Collectors.joining("\n" + " ".repeat(INDENT)));
    }

    /** Prints why there is no answer and flushes. */
    public void refused(String code, String message) {
        terminal.out()
                .println(number() + style.yellow("refused") + " · " + code + "\n" + " ".repeat(INDENT)
                        + Unprintable.escaped(message));
        terminal.out().println();
    }

    /** Prints a line about something that is no answer and flushes. */
    public void note(String text) {
        terminal.out().println(number() + Unprintable.escaped(text));
        terminal.out().println();
    }

    private String number() {
        shown++;
        return String.format(Locale.ROOT, "%2d  ", shown);
    }

    /** What the model could not read or write, or an empty string. */
    private static String unknown(AnswerView answer) {
        List<String> parts = new ArrayList<>();
        if (!answer.unknown().isEmpty()) {
            parts.add("not in the vocabulary: " + String.join(answer.source() == null ? ", " : " ", answer.unknown()));
        }
        if (answer.unknownOutputTokens() > 0) {
            parts.add(answer.unknownOutputTokens() + " unknown in the answer, left out");
        }
        return String.join("; ", parts);
    }

    /** How many segments have no answer, or an empty string. */
    private static String leftAsTheyWere(AnswerView answer) {
        long kept = answer.segments().stream()
                .filter(segment -> segment.refusal() != null)
                .count();
        return kept == 0 ? "" : kept + " of " + answer.segments().size() + " segments left as they were";
    }

    /** How many protected pieces stand where nothing says that they belong, or an empty string. */
    private static String guessed(AnswerView answer) {
        long guessed = answer.protectedPieces().stream()
                .filter(piece -> piece.placement().equals(Placement.GUESSED.name()))
                .count();
        return guessed == 0
                ? ""
                : guessed + " of " + answer.protectedPieces().size() + " protected pieces in a place that is guessed";
    }

    /** How many terms of the glossary stand where they may not belong, or nowhere, or an empty string. */
    private static String terms(AnswerView answer) {
        long doubtful = answer.glossaryHits().stream()
                .filter(hit ->
                        hit.use().equals(TermUse.INSERTED.name()) || hit.use().equals(TermUse.MISSED.name()))
                .count();
        return doubtful == 0
                ? ""
                : doubtful + " of " + answer.glossaryHits().size() + " terms of the glossary inserted or missed";
    }

    private static String doubts(AnswerView answer) {
        return "in doubt: "
                + answer.doubts().stream()
                        .map(doubt -> String.format(
                                Locale.ROOT,
                                doubt.value() == Math.rint(doubt.value()) ? "%s %.0f" : "%s %.2f",
                                doubt.kind().toLowerCase(Locale.ROOT).replace('_', ' '),
                                doubt.value()))
                        .collect(Collectors.joining(", "));
    }

    private String confidence(AnswerView answer) {
        String text = String.format(
                Locale.ROOT, answer.scored() ? "given, judged with %.2f" : "confidence %.2f", answer.confidence());
        String cut = answer.finishReason().equals("LENGTH_LIMIT") ? ", cut off at the length limit" : "";
        if (answer.sourceCut() != null) {
            cut += ", read the first " + answer.sourceCut()
                    + (answer.source() == null ? "" : " of " + answer.source().length()) + " characters only";
        }
        if (!answer.leftOut().isEmpty()) {
            int left = answer.leftOut().stream()
                    .mapToInt(span -> span.get(1) - span.get(0))
                    .sum();
            cut += ", left out " + left
                    + (answer.source() == null ? "" : " of " + answer.source().length()) + " characters";
        }
        return answer.confidence() < DOUBTFUL || !cut.isEmpty() ? style.yellow(text + cut) : style.green(text);
    }
}

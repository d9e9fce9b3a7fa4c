// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.TextSpan;
import dev.milena.api.UnknownPieces;
import dev.milena.api.WordAlignment;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A text and a model's answer to it, as {@code benchmarks/doubts --answers} writes them: source, output, mean
 * log-probability, output tokens, finish reason, spans of the words of both, links, separated by tabs.
 */
record AnsweredText(String source, Answer answer) {
    private static final String SAMPLE = "answers.tsv";

    /** Those of the file that the property {@code milena.answers} names, or of the sample. */
    static List<AnsweredText> all() {
        String file = System.getProperty("milena.answers");
        try (InputStream in = file == null
                        ? Objects.requireNonNull(AnsweredText.class.getResourceAsStream(SAMPLE), SAMPLE)
                        : Files.newInputStream(Path.of(file));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(AnsweredText::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static AnsweredText of(String line) {
        String[] fields = line.split("\t", -1);
        return new AnsweredText(
                fields[0],
                Answer.builder(fields[1])
                        .languages("en", "de")
                        .logProbs(Float.parseFloat(fields[2]), 0)
                        .tokens(1, Integer.parseInt(fields[3]))
                        .finishReason(FinishReason.valueOf(fields[4]))
                        .words(new WordAlignment(spans(fields[5]), spans(fields[6]), links(fields[7])))
                        .build());
    }

    private static List<TextSpan> spans(String field) {
        return pairs(field).stream().map(pair -> new TextSpan(pair[0], pair[1])).toList();
    }

    private static List<AlignmentLink> links(String field) {
        return pairs(field).stream()
                .map(pair -> new AlignmentLink(pair[0], pair[1], 1))
                .toList();
    }

    private static List<int[]> pairs(String field) {
        return field.isEmpty()
                ? List.of()
                : Arrays.stream(field.split(" "))
                        .map(pair -> Arrays.stream(pair.split("-"))
                                .mapToInt(Integer::parseInt)
                                .toArray())
                        .toList();
    }

    /** The same with another output whose words up to a place are those of the old one. */
    AnsweredText withOutput(String output, int wordsKept) {
        WordAlignment words = answer.words();
        List<TextSpan> kept = words.outputWords()
                .subList(0, Math.min(wordsKept, words.outputWords().size()));
        List<AlignmentLink> links = words.links().stream()
                .filter(link -> link.output() < kept.size())
                .toList();
        return new AnsweredText(
                source, with(output, new WordAlignment(words.sourceWords(), kept, links), answer.finishReason()));
    }

    /** The same with another output of the same words. */
    AnsweredText withOutput(String output) {
        return new AnsweredText(source, with(output, answer.words(), answer.finishReason()));
    }

    /** The same with something more at the end of the text and of the output. */
    AnsweredText withBoth(String moreSource, String moreOutput) {
        return new AnsweredText(
                source + moreSource, with(answer.text() + moreOutput, answer.words(), answer.finishReason()));
    }

    AnsweredText cutOff() {
        return new AnsweredText(source, with(answer.text(), answer.words(), FinishReason.LENGTH_LIMIT));
    }

    /** The same with another text whose words are those of the old one, and a piece of it that the vocabulary lacks. */
    AnsweredText withSource(String text, TextSpan unknown) {
        return new AnsweredText(
                text,
                Answer.builder(answer.text())
                        .languages("en", "de")
                        .logProbs(answer.logProbMean(), 0)
                        .tokens(1, answer.outputTokens())
                        .words(answer.words())
                        .unknown(new UnknownPieces(List.of(unknown), 0))
                        .build());
    }

    private Answer with(String output, WordAlignment words, FinishReason reason) {
        return Answer.builder(output)
                .languages("en", "de")
                .logProbs(answer.logProbMean(), 0)
                .tokens(1, answer.outputTokens())
                .finishReason(reason)
                .words(words)
                .build();
    }

    /** The words of the output. */
    List<String> outputWords() {
        List<String> words = new ArrayList<>();
        for (TextSpan span : answer.words().outputWords()) {
            words.add(answer.text().substring(span.start(), span.end()));
        }
        return words;
    }
}

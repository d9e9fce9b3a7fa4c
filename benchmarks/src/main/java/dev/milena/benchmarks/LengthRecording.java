// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.Answer;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What a simulation needs to know of a model and a corpus: how long its texts and answers are, and what batches cost.
 *
 * @param texts in the order of the corpus
 * @param cost fitted to batches that were measured
 * @param meanError mean relative error of that fit
 */
record LengthRecording(List<Lengths> texts, BatchCost cost, double meanError) {

    private static final int SMALLEST = 3;
    private static final int LARGEST = 128;
    private static final int WARM_UP = 100;
    private static final int MEASURED = 300;

    /** Answers texts in batches of all sizes, similar lengths together and mixed. */
    static LengthRecording record(TextModel model, List<String> sentences, long seed) throws TextRefusedException {
        List<PreparedText> prepared = new ArrayList<>();
        for (String sentence : sentences) {
            prepared.add(model.prepare(TextRequest.of(sentence)));
        }
        Random random = new Random(seed);
        List<BatchCost.Measured> measured = new ArrayList<>();
        for (int i = 0; i < WARM_UP + MEASURED; i++) {
            List<PreparedText> batch = new ArrayList<>();
            int texts = 1 + random.nextInt(LARGEST);
            int longest = SMALLEST + random.nextInt(60);
            while (batch.size() < texts) {
                PreparedText text = prepared.get(random.nextInt(prepared.size()));
                // every second batch has texts of all lengths; the others leave most of the long ones out
                if (i % 2 == 0 || text.sourceTokens().size() <= longest || random.nextInt(20) == 0) {
                    batch.add(text);
                }
            }
            long start = System.nanoTime();
            List<Answer> answers = model.answer(batch);
            long nanos = System.nanoTime() - start;
            if (i >= WARM_UP) {
                measured.add(new BatchCost.Measured(BatchCost.Batch.of(lengths(answers)), nanos));
            }
        }
        List<Lengths> texts = new ArrayList<>();
        for (int i = 0; i < prepared.size(); i += 32) {
            texts.addAll(lengths(model.answer(prepared.subList(i, Math.min(prepared.size(), i + 32)))));
        }
        BatchCost cost = BatchCost.fit(measured);
        return new LengthRecording(texts, cost, cost.meanError(measured));
    }

    private static List<Lengths> lengths(List<Answer> answers) {
        return answers.stream()
                .map(answer -> new Lengths(answer.sourceTokens(), answer.outputTokens()))
                .toList();
    }

    /** A first line with the cost, in nanoseconds; then a line a text. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "# cost %.0f %.1f %.1f %.1f error %.3f",
                cost.call(),
                cost.paddedToken(),
                cost.step(),
                cost.outputToken(),
                meanError));
        texts.forEach(text -> lines.add(text.source() + "," + text.output()));
        Files.write(file, lines);
    }

    static LengthRecording read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] head = lines.get(0).split(" ", -1);
        if (head.length != 8 || !head[1].equals("cost")) {
            throw new IllegalArgumentException(
                    file + " is no recording: its first line must be '# cost CALL PADDED STEP OUTPUT error E'; make it"
                            + " again with --bundle and --corpus");
        }
        BatchCost cost = new BatchCost(
                Double.parseDouble(head[2]),
                Double.parseDouble(head[3]),
                Double.parseDouble(head[4]),
                Double.parseDouble(head[5]));
        List<Lengths> texts = lines.stream()
                .skip(1)
                .map(line -> line.split(",", 2))
                .map(pair -> new Lengths(Integer.parseInt(pair[0]), Integer.parseInt(pair[1])))
                .toList();
        return new LengthRecording(texts, cost, Double.parseDouble(head[7]));
    }
}

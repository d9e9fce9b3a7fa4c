// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import dev.milena.api.Answer;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.app.CommandFailure;
import dev.milena.app.ExitCode;
import dev.milena.app.lines.InputLine;
import dev.milena.app.lines.LineSource;
import dev.milena.app.output.ProgressBar;
import dev.milena.document.Document;
import dev.milena.document.Documents;
import dev.milena.inspection.DoubtPolicy;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Answers lines: reads a bounded window, sorts it by length, answers it in batches, writes it in the order it came. A
 * window ends early when no more input is there, so that a person who types gets an answer a line. Not thread-safe.
 */
public final class Inference {

    /**
     * How lines are answered.
     *
     * @param sourceLanguage BCP-47 tag, or null for the bundle's only one
     * @param targetLanguage BCP-47 tag, or null for the bundle's only one
     * @param targetPrefix what every answer shall start with, or null
     * @param documents how lines are divided into segments
     * @param doubtPolicy what becomes of answers that are in doubt
     * @param rendering how answers are written
     * @param window most lines held at once
     * @param batchTexts most texts in a batch
     * @param batchTokens most source tokens in a batch, padding included
     */
    public record Options(
            @Nullable String sourceLanguage,
            @Nullable String targetLanguage,
            @Nullable String targetPrefix,
            Documents documents,
            DoubtPolicy doubtPolicy,
            Rendering rendering,
            int window,
            int batchTexts,
            int batchTokens) {}

    /**
     * What was done.
     *
     * @param answered lines that have an answer
     * @param refused lines that have an error in its place
     * @param withoutTarget those of them that no target was there for
     */
    public record Summary(long answered, long refused, long withoutTarget) {}

    /** So many characters end a window: documents are long, and their segments many. */
    private static final int MOST_CHARACTERS = 1 << 20;

    /**
     * A line with its number, from 1, and the target to judge, where there are targets.
     */
    private record Job(InputLine line, @Nullable InputLine target) {}

    private final TextModel model;
    private final Options options;
    private final List<AnsweredLine.Asked> inDoubt = new ArrayList<>();
    private long number;
    private long withoutTarget;
    private long segmentsAsked;
    private long answered;
    private long refused;

    public Inference(TextModel model, Options options) {
        this.model = model;
        this.options = options;
    }

    /**
     * Answers every line of the input; stops early when nobody reads the output any more.
     *
     * @param targets lines to judge instead of making answers, one for each line of the input; null to make answers
     * @throws IOException when the input or the targets cannot be read
     * @throws CommandFailure when there are more targets than lines
     */
    public Summary run(LineSource lines, @Nullable LineSource targets, PrintStream out, ProgressBar progress)
            throws IOException {
        long started = System.nanoTime();
        long done = 0;
        for (List<Job> window = read(lines, targets);
                !window.isEmpty() && !out.checkError();
                window = read(lines, targets)) {
            answer(window, new Steps(progress, done, lines.bytesRead(), started))
                    .forEach(out::print);
            done = lines.bytesRead();
        }
        out.flush();
        if (targets != null && !out.checkError() && targets.next() != null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "the targets go on after the last of " + number
                            + " texts; there must be one target for each text. Check that both files belong together.");
        }
        return new Summary(answered, refused, withoutTarget);
    }

    private List<Job> read(LineSource lines, @Nullable LineSource targets) throws IOException {
        List<Job> window = new ArrayList<>();
        int characters = 0;
        while (window.size() < options.window()
                && characters < MOST_CHARACTERS
                && (window.isEmpty() || lines.ready())) {
            InputLine line = lines.next();
            if (line == null) {
                break;
            }
            characters += line.text().length();
            number = line.number();
            window.add(new Job(line, targets == null ? null : target(targets)));
        }
        return window;
    }

    private InputLine target(LineSource targets) throws IOException {
        InputLine target = targets.next();
        if (target == null) {
            withoutTarget++;
            return InputLine.refused(
                    number,
                    new TextRefusedException(
                            RefusalCode.INVALID_TARGET,
                            "the targets end before this text; there must be one for each. Check that both files belong"
                                    + " together."));
        }
        TextRefusedException refusal = target.refusal();
        return refusal == null
                ? target
                : InputLine.refused(
                        number,
                        new TextRefusedException(
                                RefusalCode.INVALID_TARGET, "of the targets, " + refusal.getMessage()));
    }

    /** The progress through one window, of which so many segments are asked. */
    private final class Steps {
        private final ProgressBar bar;
        private final long from;
        private final long to;
        private final long started;
        private int segments = 1;
        private int asked;

        Steps(ProgressBar bar, long from, long to, long started) {
            this.bar = bar;
            this.from = from;
            this.to = to;
            this.started = started;
        }

        void of(int all) {
            segments = Math.max(1, all);
        }

        void add(int more) {
            asked = Math.min(segments, asked + more);
            double seconds = (System.nanoTime() - started) / 1e9;
            segmentsAsked += more;
            bar.update(
                    from + (to - from) * asked / segments,
                    String.format(Locale.ROOT, "%.0f segments/s", segmentsAsked / seconds));
        }
    }

    private List<String> answer(List<Job> window, Steps steps) {
        List<AnsweredLine> lines = new ArrayList<>(window.size());
        List<AnsweredLine.Asked> asked = new ArrayList<>();
        for (Job job : window) {
            try {
                AnsweredLine line = AnsweredLine.of(document(job));
                lines.add(line);
                asked.addAll(line.asked());
            } catch (TextRefusedException e) {
                lines.add(AnsweredLine.refused(e));
            }
        }
        while (!asked.isEmpty()) {
            steps.of(asked.size());
            answerAll(asked, steps);
            List<AnsweredLine.Asked> again = List.copyOf(inDoubt);
            inDoubt.clear();
            answerAll(again, steps);
            asked = lines.stream().flatMap(line -> line.next().stream()).toList();
        }
        List<String> written = new ArrayList<>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            written.add(rendered(window.get(i).line().number(), lines.get(i)));
        }
        return written;
    }

    private void answerAll(List<AnsweredLine.Asked> asked, Steps steps) {
        BatchPlan.of(asked, AnsweredLine.Asked::tokens, options.batchTexts(), options.batchTokens())
                .forEach(batch -> {
                    answerBatch(batch);
                    steps.add(batch.size());
                });
    }

    /** A segment has an answer, or is to be asked a second time. */
    private void inspect(AnsweredLine.Asked asked, Answer answer) {
        DoubtPolicy policy = options.doubtPolicy();
        Answer inspected = policy.inspected(
                asked.segment().text(), model.info(), asked.segment().answer(answer));
        Answer first = asked.first();
        if (first == null && policy.asksAgain(model, inspected)) {
            inDoubt.add(asked.again(inspected));
        } else {
            finish(asked, first == null || DoubtPolicy.isBetter(inspected, first) ? inspected : first);
        }
    }

    private void finish(AnsweredLine.Asked asked, Answer answer) {
        TextRefusedException refusal = options.doubtPolicy().refusal(model.info(), answer);
        if (refusal == null) {
            asked.answer(answer);
        } else {
            asked.refuse(refusal);
        }
    }

    private Document document(Job job) throws TextRefusedException {
        TextRequest request = new TextRequest(text(job.line()), options.sourceLanguage(), options.targetLanguage())
                .startingWith(options.targetPrefix())
                .identifiedBy(Long.toString(job.line().number()));
        return options.documents()
                .divide(
                        job.target() == null ? request : request.judging(text(job.target())),
                        model.info(),
                        model::prepare);
    }

    private static String text(InputLine line) throws TextRefusedException {
        if (line.refusal() != null) {
            throw line.refusal();
        }
        return line.text();
    }

    private void answerBatch(List<AnsweredLine.Asked> batch) {
        List<Answer> answers;
        try {
            answers = model.answer(batch.stream().map(AnsweredLine.Asked::text).toList());
        } catch (RuntimeException e) { // halve it until the text that breaks it stands alone
            if (batch.size() == 1) {
                Answer first = batch.get(0).first();
                if (first == null) {
                    batch.get(0)
                            .refuse(new TextRefusedException(
                                    RefusalCode.ENGINE_FAILED, "the engine failed: " + e.getMessage()));
                } else {
                    finish(batch.get(0), first);
                }
                return;
            }
            answerBatch(batch.subList(0, batch.size() / 2));
            answerBatch(batch.subList(batch.size() / 2, batch.size()));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            inspect(batch.get(i), answers.get(i));
        }
    }

    private String rendered(long of, AnsweredLine line) {
        try {
            Answer answer = line.answer();
            answered++;
            return options.rendering().answer(line.source(), answer);
        } catch (TextRefusedException e) {
            refused++;
            return options.rendering().refusal(of, e);
        }
    }
}

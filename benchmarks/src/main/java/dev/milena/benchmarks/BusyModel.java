// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model that outlives the job it is lent to, and sees when it is called and with what. Any thread. */
final class BusyModel implements TextModel {
    private final TextModel lender;
    private final int maxTexts;
    private final int maxTokens;
    private int running;
    private long since;
    private long first = Long.MAX_VALUE;
    private long last;
    private long busyNanos;
    private final List<Call> calls = new ArrayList<>();
    private int batches;
    private int texts;
    private long sourceTokens;
    private long paddedTokens;
    private double fill;
    private long decoderRows;
    private long neededRows;

    private record Call(long begin, long nanos) {}

    /**
     * @param maxTexts most texts of a batch
     * @param maxTokens most padded source tokens of a batch
     */
    BusyModel(TextModel lender, int maxTexts, int maxTokens) {
        this.lender = lender;
        this.maxTexts = maxTexts;
        this.maxTokens = maxTokens;
    }

    @Override
    public ModelInfo info() {
        return lender.info();
    }

    @Override
    public int calls() {
        return lender.calls();
    }

    @Override
    public int hypotheses() {
        return lender.hypotheses();
    }

    @Override
    public boolean triesAgain() {
        return lender.triesAgain();
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        return lender.prepare(request);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        long begin = System.nanoTime();
        begun(begin);
        List<Answer> answers = List.of();
        try {
            answers = lender.answer(batch);
            return answers;
        } finally {
            ended(begin, System.nanoTime(), batch, answers);
        }
    }

    private synchronized void begun(long now) {
        if (running++ == 0) {
            since = now;
        }
        first = Math.min(first, now);
    }

    private synchronized void ended(long begin, long now, List<PreparedText> batch, List<Answer> answers) {
        if (--running == 0) {
            busyNanos += now - since;
        }
        last = now;
        calls.add(new Call(begin, now - begin));
        batches++;
        texts += batch.size();
        int width = 0;
        for (PreparedText text : batch) {
            sourceTokens += text.sourceTokens().size();
            width = Math.max(width, text.sourceTokens().size());
        }
        paddedTokens += (long) width * batch.size();
        fill += Math.max((double) batch.size() / maxTexts, (double) width * batch.size() / maxTokens);
        DecoderSteps steps =
                DecoderSteps.of(answers.stream().mapToInt(Answer::outputTokens).toArray());
        decoderRows += steps.computed();
        neededRows += steps.needed();
    }

    /** What happened so far. */
    synchronized Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("first_call", first / 1e9);
        report.put("seconds_from_first_to_last_call", (last - first) / 1e9);
        report.put("seconds_in_a_call", busyNanos / 1e9);
        report.put("seconds_of_calls", calls.stream().mapToLong(Call::nanos).sum() / 1e9);
        report.put("median_call_seconds", medianCallNanos() / 1e9);
        report.put("batches", batches);
        report.put("batched_texts", texts);
        report.put("source_tokens", sourceTokens);
        report.put("padded_tokens", paddedTokens);
        report.put("fill", batches == 0 ? 0 : fill / batches);
        report.put("decoder_rows", decoderRows);
        report.put("needed_decoder_rows", neededRows);
        return report;
    }

    /** When each call began, on the clock of {@code first_call}, and how long it took, in seconds. */
    synchronized List<List<Double>> timesOfCalls() {
        return calls.stream()
                .map(call -> List.of(call.begin() / 1e9, call.nanos() / 1e9))
                .toList();
    }

    private long medianCallNanos() {
        return calls.isEmpty()
                ? 0
                : calls.stream().map(Call::nanos).sorted().toList().get(calls.size() / 2);
    }

    @Override
    public void close() {
        // the lender closes it
    }
}

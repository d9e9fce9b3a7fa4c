// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.infer;

import dev.milena.api.AlignmentLink;
import dev.milena.api.Answer;
import dev.milena.api.FinishReason;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.api.Token;
import dev.milena.api.WordAlignment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** Answers a text with itself in capitals; a character is a token, "refuse" is refused and "poison" breaks its batch. */
final class EchoModel implements TextModel {
    final List<Integer> batchSizes = new ArrayList<>();

    @Override
    public ModelInfo info() {
        return new ModelInfo("echo", "1", "00", "text2text", List.of(), List.of(), 100, 100);
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        if (request.text().isBlank() || request.text().equals("refuse")) {
            throw new TextRefusedException(RefusalCode.EMPTY_TEXT, "refused");
        }
        List<Token> tokens = IntStream.range(0, request.text().length())
                .mapToObj(i -> new Token(i, "t", i, i + 1))
                .toList();
        return new PreparedText(request, tokens, null, null, 100);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        if (batch.stream().anyMatch(text -> text.request().text().equals("poison"))) {
            throw new IllegalStateException("the engine broke");
        }
        batchSizes.add(batch.size());
        return batch.stream().map(EchoModel::answer).toList();
    }

    private static Answer answer(PreparedText prepared) {
        String text = prepared.request().text().toUpperCase(Locale.ROOT);
        List<TextSpan> whole = List.of(new TextSpan(0, text.length()));
        return new Answer(
                text,
                null,
                null,
                -1,
                -1,
                0,
                FinishReason.END_TOKEN,
                text.length(),
                1,
                new WordAlignment(whole, whole, List.of(new AlignmentLink(0, 0, 1))),
                null);
    }

    @Override
    public void close() {}
}

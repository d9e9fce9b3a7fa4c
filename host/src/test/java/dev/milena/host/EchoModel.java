// SPDX-License-Identifier: Apache-2.0
package dev.milena.host;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRequest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that nobody asks, and that counts how often it is closed. */
final class EchoModel implements TextModel {
    final AtomicInteger closed = new AtomicInteger();

    @Override
    public ModelInfo info() {
        return new ModelInfo("echo", "1", "0".repeat(64), "translation", List.of(), List.of(), 10, 10);
    }

    @Override
    public PreparedText prepare(TextRequest request) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        throw new UnsupportedOperationException("nobody asks");
    }

    @Override
    public void close() {
        closed.incrementAndGet();
    }
}

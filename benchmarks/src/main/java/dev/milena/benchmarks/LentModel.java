// SPDX-License-Identifier: Apache-2.0
package dev.milena.benchmarks;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.List;

/** A model that outlives the runtime it is lent to, so that every turn runs on the same warmed one. */
record LentModel(TextModel lender) implements TextModel {

    @Override
    public ModelInfo info() {
        return lender.info();
    }

    @Override
    public int calls() {
        return lender.calls();
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        return lender.prepare(request);
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        return lender.answer(batch);
    }

    @Override
    public void close() {
        // the lender closes it
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.assertions;

import dev.milena.testkit.ScriptedModel;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** Assertions for what a scripted model was called with. One thread. */
public final class ModelAssert extends AbstractAssert<ModelAssert, ScriptedModel> {
    ModelAssert(@Nullable ScriptedModel actual) {
        super(actual, ModelAssert.class);
    }

    /** It ran batches of exactly these sizes, in that order, parts of split ones too. */
    public ModelAssert ranBatchesOf(Integer... sizes) {
        isNotNull();
        Assertions.assertThat(actual.batches())
                .as("batches of %s", actual)
                .containsExactlyElementsOf(Arrays.asList(sizes));
        return this;
    }

    /** It was called with exactly these texts, in that order, those of split batches again with each part. */
    public ModelAssert wasAsked(String... texts) {
        isNotNull();
        Assertions.assertThat(actual.texts()).as("texts of %s", actual).containsExactlyElementsOf(List.of(texts));
        return this;
    }

    /** It was never called. */
    public ModelAssert wasNeverAsked() {
        return ranBatchesOf();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.assertions;

import dev.milena.api.Answer;
import dev.milena.testkit.EnrichmentDriver;
import dev.milena.testkit.OutputTopic;
import dev.milena.testkit.ScriptedModel;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * Where assertions start. It has those of AssertJ too, so that one static import is enough:
 *
 * <pre>{@code
 * import static dev.milena.testkit.assertions.EnrichmentAssertions.assertThat;
 * }</pre>
 *
 * <p>Stateless, any thread.
 */
public final class EnrichmentAssertions extends Assertions {
    private EnrichmentAssertions() {}

    /** What came out of a topology. */
    public static <K, V> OutputAssert<K, V> assertThat(@Nullable OutputTopic<K, V> actual) {
        return new OutputAssert<>(actual);
    }

    /** What was refused and what is pending. */
    public static DriverAssert assertThat(@Nullable EnrichmentDriver actual) {
        return new DriverAssert(actual);
    }

    /** What a model was asked. */
    public static ModelAssert assertThat(@Nullable ScriptedModel actual) {
        return new ModelAssert(actual);
    }

    /** One answer. */
    public static AnswerAssert assertThat(@Nullable Answer actual) {
        return new AnswerAssert(actual);
    }
}

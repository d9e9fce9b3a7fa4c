// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of topologies with enrichments, without a model, a broker, a thread or a sleep: {@link
 * dev.milena.testkit.ScriptedModel} answers as it is told, {@link dev.milena.testkit.EnrichmentDriver} runs the topology on
 * a clock that moves when told. Needs neither JUnit nor AssertJ: what does is in {@code dev.milena.testkit.junit} and {@code
 * dev.milena.testkit.assertions}. Nothing here may need native code of a model.
 */
@NullMarked
package dev.milena.testkit;

import org.jspecify.annotations.NullMarked;

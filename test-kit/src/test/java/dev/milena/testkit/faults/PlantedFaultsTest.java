// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** A test with the kit turns red over each fault, and is green without one. */
class PlantedFaultsTest {
    private static final List<Fault> FAULTS = List.of(
            new Fault(
                    "no pending store",
                    "pending/PendingStore.java",
                    "store.put(key, envelope);",
                    "",
                    "shouldLoseNothingWhenTheProcessDies"),
            new Fault(
                    "release out of order",
                    "stage/TaskSession.java",
                    "KeyLine line = KeyLine.of(entry.record().keyBytes());",
                    "KeyLine line = KeyLine.of(entry.record().storeKey().get());",
                    "shouldKeepTheOrderOfAKeyWhenALaterRecordIsAnsweredFirst"),
            new Fault(
                    "a refusal swallowed",
                    "stage/Release.java",
                    "Origin.releasing(stage, record, () -> forwarder.forward(output, node));",
                    "",
                    "shouldTellOfEveryRefusal"),
            new Fault(
                    "headers forgotten",
                    "pending/PendingRecord.java",
                    "return new RecordHeaders(headers.toArray());",
                    "return new RecordHeaders();",
                    "shouldKeepTheHeaders"),
            new Fault(
                    "answered twice",
                    "stage/TaskSession.java",
                    "deletes.released(record.storeKey(), pace.nanoTime());",
                    "",
                    "shouldAnswerOnceWhenTheProcessDiesAfterwards"),
            new Fault(
                    "one of several texts dropped",
                    "stage/Extraction.java",
                    "for (int i = 0; i < requests.size(); i++)",
                    "for (int i = 0; i < Math.min(2, requests.size()); i++)",
                    "shouldAnswerEveryTextOfARecord"));

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void shouldBeGreenWithoutAFault() throws Exception {
        for (Fault fault : FAULTS) {
            assertThat(failures(null, fault.test())).as(fault.test()).isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldBeRed() {
        return FAULTS.stream()
                .map(fault -> DynamicTest.dynamicTest("over: " + fault, () -> assertThat(failures(fault, fault.test()))
                        .as("failures of %s", fault.test())
                        .isNotEmpty()
                        .allMatch(AssertionError.class::isInstance)));
    }

    /** What one test fails with, having run once. */
    private List<Throwable> failures(@Nullable Fault fault, String test) throws IOException, ClassNotFoundException {
        Path classes = folder.resolve(fault == null ? "sound" : fault.name().replace(' ', '-'));
        List<TestExecutionResult> results = new ArrayList<>();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (FaultyLibrary library = FaultyLibrary.with(fault, classes)) {
            thread.setContextClassLoader(library);
            Class<?> promises = library.loadClass(PromisesTest.class.getName());
            assertThat(promises).isNotEqualTo(PromisesTest.class);
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(DiscoverySelectors.selectMethod(promises, test))
                                    .build(),
                            new TestExecutionListener() {
                                @Override
                                public void executionFinished(TestIdentifier each, TestExecutionResult result) {
                                    if (each.isTest()) {
                                        results.add(result);
                                    }
                                }
                            });
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(results).as("runs of %s", test).hasSize(1);
        return results.stream()
                .flatMap(result -> result.getThrowable().stream())
                .toList();
    }
}

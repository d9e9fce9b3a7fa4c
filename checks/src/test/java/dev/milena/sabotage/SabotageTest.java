// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every promise whose test needs no broker: broken, its test is red. */
class SabotageTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @SuppressWarnings("NullAway.Init") // set before all tests
    private static SabotagedBuild build;

    @BeforeAll
    static void openBuild() {
        build = new SabotagedBuild(folder);
    }

    @AfterAll
    static void closeBuild() {
        build.close();
    }

    @Test
    void shouldBeGreenWhenNothingIsSabotaged() throws Exception {
        Set<String> tests = new TreeSet<>();
        Sabotages.ALL.forEach(sabotage -> tests.addAll(sabotage.tests()));

        try (SabotagedLoader loader = new SabotagedLoader(List.of())) {
            TestRun run = TestRun.of(tests, loader);

            assertThat(run.ran()).containsExactlyElementsOf(tests);
            assertThat(tests).allSatisfy(test -> assertThat(run.failures(test))
                    .as("failures of %s", test)
                    .isEmpty());
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldBeRed() {
        return Sabotages.ALL.stream()
                .map(sabotage -> DynamicTest.dynamicTest("when not: " + sabotage, () -> assertRed(build, sabotage)));
    }

    /** Breaks a promise and sees each of its tests fail, and not for want of a class. */
    static void assertRed(SabotagedBuild build, Sabotage sabotage) throws Exception {
        List<URL> sabotaged = List.of(build.compile(sabotage).toUri().toURL());
        try (SabotagedLoader loader = new SabotagedLoader(sabotaged)) {
            assertThat(loader.loadClass(sabotage.className())
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation())
                    .as("where the sabotaged class comes from")
                    .isEqualTo(sabotaged.get(0));
            TestRun run = TestRun.of(sabotage.tests(), loader);
            assertThat(sabotage.tests()).isNotEmpty().allSatisfy(test -> assertThat(run.failures(test))
                    .as("failures of %s when it does not hold that: %s", test, sabotage)
                    .isNotEmpty()
                    .noneMatch(LinkageError.class::isInstance));
        }
    }
}

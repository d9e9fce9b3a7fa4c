// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every promise whose test needs a broker or processes of its own: broken, its test is red. A test that waits for what
 * never comes takes its whole patience to fail, so this takes many minutes; its name keeps it out of {@code mvn verify},
 * and {@code mvn -pl checks -am test -Dtest=SlowSabotages -Dsurefire.failIfNoSpecifiedTests=false} runs it.
 */
class SlowSabotages {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private static Path folder;

    @TestFactory
    Stream<DynamicTest> shouldBeRed() {
        SabotagedBuild build = new SabotagedBuild(folder);
        return BrokerSabotages.ALL.stream()
                .map(sabotage -> DynamicTest.dynamicTest("when not: " + sabotage, () -> assertRed(build, sabotage)))
                .onClose(build::close);
    }

    private static void assertRed(SabotagedBuild build, Sabotage sabotage) throws Exception {
        String before = System.getProperty("java.class.path");
        Path sabotaged = build.compile(sabotage);
        // tests that start processes start them with the class path of this one
        System.setProperty("java.class.path", sabotaged + File.pathSeparator + SabotagedBuild.classPath());
        try {
            SabotageTest.assertRed(build, sabotage);
        } finally {
            System.setProperty("java.class.path", before);
        }
    }
}

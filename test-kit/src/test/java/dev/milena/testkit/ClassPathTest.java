// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** What a test with the kit does not drag in. */
class ClassPathTest {
    private static final List<String> CLASS_PATH =
            List.of(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                    .split(File.pathSeparator, -1));

    @Test
    void shouldNeedNoNativesOfAModel() {
        assertThat(CLASS_PATH)
                .anyMatch(entry -> entry.contains("kafka-streams-test-utils"))
                .noneMatch(entry -> entry.contains("onnxruntime") || entry.contains("djl"));
        assertThatThrownBy(() -> Class.forName("ai.onnxruntime.OrtEnvironment"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("ai.djl.Model")).isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void shouldNeedNeitherJUnitNorAssertJ() throws Exception {
        List<URL> rest = new ArrayList<>();
        for (String entry : CLASS_PATH) {
            if (!entry.contains("assertj") && !entry.contains("junit") && !entry.contains("opentest4j")) {
                rest.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader plain =
                new URLClassLoader(rest.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> plain.loadClass("org.assertj.core.api.Assertions"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> use = (Callable<?>) plain.loadClass(PlainUse.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(in(plain, use)).isEqualTo(List.of("hallo"));
        }
    }

    /** Kafka finds classes by the loader of the thread. */
    private static Object in(ClassLoader loader, Callable<?> use) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return use.call();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs tests with the classes of a loader, and tells which were green and which red. One thread. */
final class TestRun implements TestExecutionListener {
    private final Map<String, List<TestExecutionResult>> results = new TreeMap<>();

    private TestRun() {}

    /** Runs the named tests, given as {@code topology.OrderTest#shouldKeepTheOrder}. */
    static TestRun of(Collection<String> tests, ClassLoader loader) throws ClassNotFoundException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            TestRun run = new TestRun();
            Launcher launcher = LauncherFactory.create();
            launcher.execute(request(tests, loader), run);
            return run;
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static LauncherDiscoveryRequest request(Collection<String> tests, ClassLoader loader)
            throws ClassNotFoundException {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String test : tests) {
            selectors.add(selector(test, loader));
        }
        return LauncherDiscoveryRequestBuilder.request().selectors(selectors).build();
    }

    private static DiscoverySelector selector(String test, ClassLoader loader) throws ClassNotFoundException {
        String[] parts = test.split("#", 2);
        Class<?> type = loader.loadClass("dev.milena." + parts[0]);
        for (java.lang.reflect.Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(parts[1])) {
                return DiscoverySelectors.selectMethod(type, method);
            }
        }
        throw new IllegalArgumentException("There is no test " + test);
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        boolean failed = result.getStatus() != Status.SUCCESSFUL;
        test.getSource().ifPresent(source -> {
            if (source instanceof MethodSource method && (test.isTest() || failed)) {
                String name = method.getClassName().replace("dev.milena.", "") + "#" + method.getMethodName();
                results.computeIfAbsent(name, key -> new ArrayList<>()).add(result);
            }
        });
    }

    /** The tests that ran. */
    Collection<String> ran() {
        return results.keySet();
    }

    /** What the runs of a test that were not green failed with; several where it has parameters. */
    List<Throwable> failures(String test) {
        return results.getOrDefault(test, List.of()).stream()
                .filter(result -> result.getStatus() != Status.SUCCESSFUL)
                .map(result -> result.getThrowable().orElseThrow())
                .toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the project's own classes anew, the sabotaged ones first, and everything else from the class loader of the
 * tests. Without a sabotaged folder it shows that the tests are green in such a loader too.
 */
final class SabotagedLoader extends URLClassLoader {
    /** One class of each module, and one of the tests of each. */
    private static final List<String> OF_EACH_MODULE = List.of(
            "api.TextModel",
            "document.Documents",
            "language.opennlp.OpenNlpLanguageDetector",
            "streams.Models",
            "model.TextModels",
            "topology.EnrichmentTopology",
            "host.RestartPolicy",
            "testkit.EnrichmentDriver",
            "testing.FakeTextModel",
            "model.GoldenReplayTest",
            "topology.BadInputTest",
            "host.RestartPolicyTest",
            "testkit.WindowsTest");

    SabotagedLoader(List<URL> sabotaged) {
        super(urls(sabotaged), SabotagedLoader.class.getClassLoader());
    }

    private static URL[] urls(List<URL> sabotaged) {
        List<URL> urls = new ArrayList<>(sabotaged);
        OF_EACH_MODULE.forEach(type -> urls.add(placeOf(type)));
        return urls.toArray(URL[]::new);
    }

    private static URL placeOf(String type) {
        try {
            return Class.forName("dev.milena." + type)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("The classes of " + type + " are nowhere", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("dev.milena.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                loaded = own(name);
            }
            if (resolve) {
                resolveClass(loaded);
            }
            return loaded;
        }
    }

    private Class<?> own(String name) throws ClassNotFoundException {
        try {
            return findClass(name);
        } catch (ClassNotFoundException e) {
            return super.loadClass(name, false); // of another module
        }
    }
}

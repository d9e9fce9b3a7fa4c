// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import dev.milena.topology.EnrichmentTopology;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads the project's own classes anew, the sabotaged ones first, and everything else from the class loader of the
 * tests. Without a sabotaged folder it shows that the tests are green in such a loader too.
 */
final class SabotagedLoader extends URLClassLoader {

    SabotagedLoader(List<URL> sabotaged) {
        super(urls(sabotaged), SabotagedLoader.class.getClassLoader());
    }

    private static URL[] urls(List<URL> sabotaged) {
        List<URL> urls = new ArrayList<>(sabotaged);
        urls.add(folderOf(EnrichmentTopology.class));
        urls.add(folderOf(SabotagedLoader.class));
        return urls.toArray(URL[]::new);
    }

    private static URL folderOf(Class<?> type) {
        try {
            return type.getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI()
                    .toURL();
        } catch (URISyntaxException | java.net.MalformedURLException e) {
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

// SPDX-License-Identifier: Apache-2.0
package dev.milena.clients;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Tells who works on a stream thread when the thread has committed. One object a thread; only that thread calls it. */
public final class Commits {
    private static final ThreadLocal<Commits> OF_THREAD = ThreadLocal.withInitial(Commits::new);

    private final Set<Runnable> listeners = new LinkedHashSet<>();

    private Commits() {}

    /** Those of the calling thread. */
    public static Commits ofThisThread() {
        return OF_THREAD.get();
    }

    /** From now on runs that after each commit. */
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    /** No longer runs that. */
    public void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** The thread has committed. */
    void committed() {
        List.copyOf(listeners).forEach(Runnable::run);
    }
}

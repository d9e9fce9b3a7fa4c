// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.api.TextModel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Warms models while the broker starts. Whoever does not take them has them closed. */
final class Warming implements AutoCloseable {
    private final CompletableFuture<List<TextModel>> models;
    private boolean taken;

    private Warming(CompletableFuture<List<TextModel>> models) {
        this.models = models;
    }

    static Warming start(Supplier<List<TextModel>> open) {
        CompletableFuture<List<TextModel>> models = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        models.complete(open.get());
                    } catch (Throwable e) { // the caller learns of everything, also of a missing native library
                        models.completeExceptionally(e);
                    }
                },
                "milena-demo-model");
        thread.setDaemon(true);
        thread.start();
        return new Warming(models);
    }

    /** Waits for the models; from here on they are the caller's. */
    List<TextModel> take() {
        try {
            List<TextModel> warm = models.join();
            taken = true;
            return warm;
        } catch (CompletionException e) {
            taken = true;
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        if (!taken) {
            CompletableFuture<Void> unused = models.thenAccept(warm -> warm.forEach(TextModel::close));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** What the jobs of a run serve on loopback. Of one watching thread. */
final class JobPages {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final Map<Long, String> addresses = new HashMap<>();

    /**
     * Asks a job.
     *
     * @param pid of its process
     * @param log of the job, which says where it serves
     * @param path of the page
     * @throws IOException when it does not answer, as while it starts
     */
    HttpResponse<String> get(long pid, Path log, String path) throws IOException, InterruptedException {
        URI page = URI.create(address(pid, log) + path);
        try {
            return client.send(HttpRequest.newBuilder(page).timeout(PATIENCE).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            addresses.remove(pid); // it may have been that of an earlier life
            throw e;
        }
    }

    private String address(long pid, Path log) throws IOException {
        String known = addresses.get(pid);
        if (known == null) {
            known = JobLog.read(log)
                    .metricsAddress()
                    .orElseThrow(() -> new IOException("a job has not said where its metrics are"));
            addresses.put(pid, known);
        }
        return known;
    }
}

// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.host.StreamsHost;
import dev.milena.host.StreamsHostBuilder;
import dev.milena.model.Bundles;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The application: its settings are the file that it is given. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(host(read(Path.of(arguments[0]))).run().code());
    }

    static StreamsHostBuilder host(Map<String, String> settings) {
        return StreamsHost.builder(settings)
                .models(() -> Bundles.openAll(settings))
                .topology(Tickets::topology)
                .reads("tickets")
                .writes("tickets-done", "tickets-refused");
    }

    static Map<String, String> read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties.stringPropertyNames().stream().collect(Collectors.toMap(key -> key, properties::getProperty));
    }
}

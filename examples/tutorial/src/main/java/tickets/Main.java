package tickets;

import dev.milena.host.StreamsHost;
import dev.milena.model.Bundles;
import java.util.Map;

public final class Main {
    public static void main(String[] arguments) {
        Map<String, String> settings = Map.of(
                "application.id", "tickets",
                "bootstrap.servers", "localhost:9092",
                "milena.bundles", "../milena/models/en-de");
        System.exit(StreamsHost.builder(settings)
                .models(() -> Bundles.openAll(settings))
                .topology(Tickets::topology)
                .reads("tickets")
                .writes("tickets-done", "tickets-refused")
                .run()
                .code());
    }
}

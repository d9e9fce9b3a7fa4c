// SPDX-License-Identifier: Apache-2.0

import dev.milena.app.Milena;
import dev.milena.app.broker.EmbeddedBroker;
import dev.milena.schemas.EnrichedText;
import dev.milena.schemas.MilenaSchemas;
import dev.milena.schemas.TextEvent;
import dev.milena.serde.EnrichedTextSerde;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.apicurio.registry.serde.avro.AvroSerde;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A registry, a broker and a job on loopback, each a process of its own but for the broker.
 *
 * <pre>
 * registry:  up ------- killed, 60 s away ------- up -------- killed, 60 s away -------- up
 * job:       answers    waits                     answers     killed, starts, waits      answers the rest
 * events:    5,000 at a steady pace, then 2,000 at once
 * </pre>
 */
public final class RegistryOutage {
    private static final int STEADY = 5_000;
    private static final int AT_ONCE = 2_000;
    private static final int KEYS = 50;
    private static final int PARTITIONS = 4;
    private static final Pattern RESTORED = Pattern.compile("restored (\\d+) pending records");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path serverJar;
    private final Duration away;
    private final Path folder;
    private final int port;
    private final String bootstrap;
    private Process registry;
    private int sent;

    private RegistryOutage(Path serverJar, Duration away, Path folder, String bootstrap) throws IOException {
        this.serverJar = serverJar;
        this.away = away;
        this.folder = folder;
        this.bootstrap = bootstrap;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("milena-registry-");
        boolean kept;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"))) {
            kept = new RegistryOutage(
                            Path.of(arguments[0]),
                            Duration.ofSeconds(Long.parseLong(arguments[1])),
                            folder,
                            broker.bootstrapServers())
                    .run();
        }
        System.out.println(kept ? "KEPT" : "NOT KEPT (logs: " + folder + ")");
        System.exit(kept ? 0 : 10);
    }

    private boolean run() throws Exception {
        Process job = null;
        try {
            startRegistry();
            writeSettings();
            await("topics", milena("topics", "create", "--partitions", "" + PARTITIONS)::waitFor0);
            job = milena("run", "--test-engine=20", "--test-engine-rate=150", "--log-file", log().toString()).process();
            sendSteadily();
            await("answers to " + sent + " events", () -> answers().size() >= sent);

            send(AT_ONCE, 0);
            await("some of " + AT_ONCE, () -> answers().size() > STEADY);
            job.destroyForcibly().waitFor();
            int before = answers().size();
            registry.destroyForcibly().waitFor();
            System.out.printf("job and registry killed with %d of %d events answered%n", before, sent);
            job = milena("run", "--test-engine=20", "--test-engine-rate=150", "--log-file", log().toString()).process();
            TimeUnit.MILLISECONDS.sleep(away.toMillis());
            System.out.println("answered while the registry was away: " + (answers().size() - before));
            startRegistry();
            await("answers to " + sent + " events", () -> answers().size() >= sent);
            return verdict();
        } finally {
            if (job != null) {
                job.destroyForcibly();
            }
            registry.destroyForcibly();
        }
    }

    private void sendSteadily() throws Exception {
        long half = away.toMillis();
        send(STEADY / 2, half);
        await("first answers", () -> !answers().isEmpty());
        registry.destroyForcibly().waitFor();
        System.out.printf("registry killed with %d of %d events answered%n", answers().size(), sent);
        send(STEADY / 2, half); // those that were made before know their schema already
        startRegistry();
    }

    /** The serializer asks the registry once, at the first event. */
    private void send(int events, long overMillis) throws Exception {
        for (int i = 0; i < events; i++) {
            TextEvent event = TextEvent.newBuilder().setText("event " + sent).build();
            String key = "k" + sent % KEYS;
            producer().send(new ProducerRecord<>(
                    "milena.text",
                    key.hashCode() % PARTITIONS,
                    key.getBytes(StandardCharsets.UTF_8),
                    serializer().serialize("milena.text", event)));
            sent++;
            if (overMillis > 0) {
                TimeUnit.NANOSECONDS.sleep(overMillis * 1_000_000 / events);
            }
        }
        producer().flush();
    }

    private KafkaProducer<byte[], byte[]> producer;

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", bootstrap), new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    private AvroKafkaSerializer<TextEvent> serializer;

    private AvroKafkaSerializer<TextEvent> serializer() {
        if (serializer == null) {
            MilenaSchemas.trust();
            serializer = new AvroKafkaSerializer<>();
            Map<String, Object> settings = new HashMap<>(registrySettings());
            settings.put("apicurio.registry.auto-register", "true");
            settings.put("apicurio.registry.check-period-ms", "86400000");
            serializer.configure(settings, false);
        }
        return serializer;
    }

    private Map<String, String> registrySettings() {
        return Map.of(
                "apicurio.registry.url", "http://127.0.0.1:" + port + "/apis/registry/v2",
                "apicurio.registry.use-specific-avro-reader", "true");
    }

    private void writeSettings() throws IOException {
        List<String> lines = new ArrayList<>(List.of(
                "bootstrap.servers=" + bootstrap,
                "application.id=registry-outage",
                "state.dir=" + folder.resolve("state"),
                "milena.bundles=simulated",
                "milena.metrics.port=0",
                "milena.restart.max=5",
                "session.timeout.ms=6000",
                "milena.input.value.serde=" + AvroSerde.class.getName(),
                "apicurio.registry.check-period-ms=1000")); // asks again and again, as with many schemas
        registrySettings().forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(folder.resolve("settings.properties"), lines);
    }

    private Path log() {
        return folder.resolve("job.log");
    }

    private record Child(Process process) {
        boolean waitFor0() {
            try {
                return process.waitFor() == 0;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Child milena(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), Milena.class.getName()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--config", folder.resolve("settings.properties").toString()));
        return new Child(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("job.out").toFile()))
                .start());
    }

    /** On its old data, so that a schema keeps its id. */
    private void startRegistry() throws Exception {
        registry = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-DREGISTRY_DATASOURCE_URL=jdbc:h2:file:" + folder.resolve("registry"),
                        "-jar",
                        serverJar.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("registry.log").toFile()))
                .start();
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest info = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + port + "/apis/registry/v2/system/info"))
                .build();
        await("a registry", () -> {
            try {
                return client.send(info, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private List<ConsumerRecord<byte[], byte[]>> answers() {
        return committed("milena.enriched");
    }

    private List<ConsumerRecord<byte[], byte[]>> committed(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private boolean verdict() throws IOException {
        Map<String, Integer> times = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        int inversions = 0;
        try (EnrichedTextSerde serde = new EnrichedTextSerde()) {
            for (ConsumerRecord<byte[], byte[]> record : answers()) {
                EnrichedText answer = serde.deserializer().deserialize(record.topic(), record.value());
                // the test engine reverses a text, behind its length
                String text = new StringBuilder(answer.getText().substring(answer.getText().indexOf(':') + 1))
                        .reverse()
                        .toString();
                times.merge(text, 1, Integer::sum);
                int number = Integer.parseInt(text.substring("event ".length()));
                Integer before = last.put(new String(record.key(), StandardCharsets.UTF_8), number);
                inversions += before != null && before > number ? 1 : 0;
            }
        }
        int lost = sent - times.size();
        long twice = times.values().stream().filter(count -> count > 1).count();
        int letters = committed("milena.dead-letters").size();
        long deaths;
        long waits;
        int restored;
        try (Stream<String> lines = Files.lines(log())) {
            List<String> all = lines.toList();
            deaths = all.stream().filter(line -> line.contains("A stream thread died")).count();
            restored = all.stream()
                    .map(RESTORED::matcher)
                    .filter(Matcher::find)
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .sum();
            waits = all.stream().filter(line -> line.contains("needs something that is away")).count();
        }
        System.out.printf(
                "%d events, registry away twice for %d s: lost %d, twice %d, inversions %d, dead letters %d; %d"
                        + " pending records restored, said %d times that records wait, %d stream threads replaced%n",
                sent, away.toSeconds(), lost, twice, inversions, letters, restored, waits, deaths);
        return lost == 0 && twice == 0 && inversions == 0 && letters == 0 && waits > 0 && restored > 0;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no " + what + " within " + PATIENCE);
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}

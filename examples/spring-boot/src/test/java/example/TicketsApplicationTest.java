// SPDX-License-Identifier: Apache-2.0
package example;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.apache.kafka.streams.processor.internals.DefaultKafkaClientSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.kafka.config.StreamsBuilderFactoryBean;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** The whole application against a broker in this process, with a model that follows a script. */
class TicketsApplicationTest {
    private static final int TICKETS = 200;
    private static TestBroker broker;

    @TempDir
    private Path state;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = TestBroker.start("tickets", "tickets-done", "tickets-refused");
    }

    @AfterAll
    static void stopBroker() throws Exception {
        broker.close();
    }

    @Test
    void shouldAnswerEachTicketOnceAcrossARestartOfTheStreams() {
        try (ConfigurableApplicationContext context = start("answers")) {
            StreamsBuilderFactoryBean factory = context.getBean(StreamsBuilderFactoryBean.class);
            send(0, TICKETS / 2);
            factory.setLeaveGroupOnClose(true); // or the new member waits for the session timeout of the old one
            factory.stop();
            send(TICKETS / 2, TICKETS);
            factory.start();
            List<String> ids =
                    IntStream.range(0, TICKETS).mapToObj(Integer::toString).toList();
            Awaitility.await("every ticket is answered")
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(committed()).hasSizeGreaterThanOrEqualTo(TICKETS));
            assertThat(committed()).extracting(Ticket::id).containsExactlyElementsOf(ids);
            assertThat(committed()).extracting(Ticket::german).startsWith("<text 0>", "<text 1>");
        }
    }

    @Test
    void shouldRefuseToStartOnClientsThatAreNotFenced() throws Exception {
        try (ConfigurableApplicationContext context = start("refuses", SpringsOwnClients.class)) {
            Throwable refusal = context.getBean(SpringsOwnClients.class).failure.get(1, TimeUnit.MINUTES);
            assertThat(refusal)
                    .rootCause()
                    .hasMessageContaining("new FencedClients()")
                    .hasMessageContaining("StreamsBuilderFactoryBean.setClientSupplier");
            KafkaStreams streams =
                    context.getBean(StreamsBuilderFactoryBean.class).getKafkaStreams();
            Awaitility.await("the streams end").until(() -> streams.state().hasCompletedShutdown());
        }
    }

    /** Undoes the cure: the supplier that Spring uses when nobody names another. */
    static class SpringsOwnClients {
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Bean
        StreamsBuilderFactoryBeanConfigurer springsOwnClients() {
            return new StreamsBuilderFactoryBeanConfigurer() {
                @Override
                public void configure(StreamsBuilderFactoryBean factory) {
                    factory.setClientSupplier(new DefaultKafkaClientSupplier());
                    factory.setStreamsUncaughtExceptionHandler(exception -> {
                        failure.complete(exception);
                        return StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                    });
                }

                @Override
                public int getOrder() {
                    return Ordered.LOWEST_PRECEDENCE;
                }
            };
        }
    }

    private ConfigurableApplicationContext start(String application, Class<?>... more) {
        List<Class<?>> sources = new ArrayList<>(List.of(TicketsApplication.class, ScriptedModels.class));
        sources.addAll(List.of(more));
        return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new))
                .profiles("scripted")
                .bannerMode(Banner.Mode.OFF)
                .run(
                        "--spring.kafka.bootstrap-servers=" + broker.address(),
                        "--spring.kafka.streams.application-id=" + application,
                        "--spring.kafka.streams.state-dir=" + state,
                        "--spring.kafka.streams.properties[auto.offset.reset]=earliest");
    }

    private static void send(int from, int to) {
        try (KafkaProducer<String, Ticket> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.address()),
                Tickets.KEYS.serializer(),
                Tickets.TICKETS.serializer())) {
            for (int i = from; i < to; i++) {
                producer.send(new ProducerRecord<>("tickets", "key", Ticket.of(Integer.toString(i), "text " + i)));
            }
        }
    }

    /** What a reader of committed records sees now. */
    private static List<Ticket> committed() {
        TopicPartition partition = new TopicPartition("tickets-done", 0);
        try (KafkaConsumer<String, Ticket> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.address(), "isolation.level", "read_committed"),
                Tickets.KEYS.deserializer(),
                Tickets.TICKETS.deserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            List<Ticket> tickets = new ArrayList<>();
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<String, Ticket> record : consumer.poll(Duration.ofMillis(100))) {
                    tickets.add(record.value());
                }
            }
            return tickets;
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextModel;
import dev.milena.clients.FencedClients;
import dev.milena.streams.Models;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.annotation.EnableKafkaStreams;
import org.springframework.kafka.annotation.KafkaStreamsDefaultConfiguration;
import org.springframework.kafka.config.KafkaStreamsConfiguration;
import org.springframework.kafka.config.StreamsBuilderFactoryBeanConfigurer;

/** Puts Milena between Spring Boot's settings and Spring Kafka's streams. */
@Configuration(proxyBeanMethods = false)
@EnableKafkaStreams
class MilenaConfiguration {
    /** Spring stops the streams first, then closes this. */
    @Bean
    Models models(KafkaProperties kafka, List<TextModel> textModels) {
        return Models.builder(kafka.buildStreamsProperties()).addAll(textModels).build();
    }

    /** Milena's defaults, with the settings of {@code application.properties} on top. */
    @Bean(KafkaStreamsDefaultConfiguration.DEFAULT_STREAMS_CONFIG_BEAN_NAME)
    KafkaStreamsConfiguration streamsConfiguration(Models models) {
        Map<String, Object> settings = new HashMap<>();
        models.streamsProperties().forEach((key, value) -> settings.put(key.toString(), value));
        return new KafkaStreamsConfiguration(settings);
    }

    /** Spring hands Kafka Streams a client supplier of its own, so ours has to be named. */
    @Bean
    StreamsBuilderFactoryBeanConfigurer fencedClients() {
        return factory -> factory.setClientSupplier(new FencedClients());
    }
}

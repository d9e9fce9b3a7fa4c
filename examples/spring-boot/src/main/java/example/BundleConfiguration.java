// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextModel;
import dev.milena.model.Bundles;
import java.util.List;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

/** The models of {@code milena.bundles}. Tests run without them, with models that follow a script. */
@Configuration(proxyBeanMethods = false)
@Profile("!scripted")
class BundleConfiguration {
    @Bean
    List<TextModel> bundles(KafkaProperties kafka) {
        return Bundles.openAll(kafka.buildStreamsProperties());
    }
}

// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.api.TextModel;
import dev.milena.testkit.ScriptedModel;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Profile;

/** Instead of bundles. */
@TestConfiguration
@Profile("scripted")
class ScriptedModels {
    @Bean
    TextModel translator() {
        return ScriptedModel.named("en-de");
    }
}

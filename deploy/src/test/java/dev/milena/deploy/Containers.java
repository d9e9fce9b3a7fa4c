// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Images and the rule when container tests run: settings of the build, see deploy/pom.xml. */
final class Containers {
    static final Path HOME = Path.of(System.getProperty("milena.home"));

    private Containers() {}

    /** Skips with a visible reason, or fails where containers are required, when no engine answers. */
    static void requireEngine() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            unavailable("no container engine answers; start one (docker info must work)");
        }
    }

    /** Skips, or fails where containers are required. */
    static void unavailable(String reason) {
        if ("required".equals(System.getProperty("milena.test.containers"))) {
            fail("milena.test.containers=required, but " + reason);
        }
        abort(reason);
    }

    static KafkaContainer broker() {
        return new KafkaContainer(DockerImageName.parse(System.getProperty("milena.test.kafka.image"))
                .asCompatibleSubstituteFor("apache/kafka"));
    }

    /** Our own image, built from deploy/Dockerfile with the small test bundle in the place of the shipped one. */
    static ImageFromDockerfile milenaImage() {
        Path libraries = HOME.resolve("app/target/lib");
        if (!Files.isDirectory(libraries)) {
            fail("app/target/lib is missing; build with: mvn package -pl app -am");
        }
        return new ImageFromDockerfile("milena-test/milena:it", false)
                .withFileFromPath("Dockerfile", HOME.resolve("deploy/Dockerfile"))
                .withFileFromPath("deploy/milena.properties", HOME.resolve("deploy/milena.properties"))
                .withFileFromPath("app/target/lib", libraries)
                .withFileFromPath("models/tiny", HOME.resolve("models/tiny"))
                .withBuildArg("BASE_IMAGE", System.getProperty("milena.test.base.image"))
                .withBuildArg("BUNDLE", "models/tiny");
    }
}

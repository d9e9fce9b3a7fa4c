// SPDX-License-Identifier: Apache-2.0
package dev.milena.deploy;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.images.builder.ImageFromDockerfile;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** Images and the rule when container tests run: settings of the build, see deploy/pom.xml. */
final class Containers {
    static final Path HOME = Path.of(System.getProperty("milena.home"));
    static final Path PYTHON = HOME.resolve("model-export/.venv/bin/python");
    static final boolean REQUIRED = "required".equals(System.getProperty("milena.test.containers"));

    private Containers() {}

    /** What is missing here of what a test class needs, and the cure; empty where it can run. */
    static Optional<String> missing(NeedsContainers needs) {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("no container engine answers; start one (docker info must work)");
        }
        if (needs.pythonClient() && !Files.isExecutable(PYTHON)) {
            return Optional.of(
                    "model-export/.venv has no Python with the client's packages; run: mvn verify -pl model-export");
        }
        if (needs.compose() && compose().isEmpty()) {
            return Optional.of("neither docker compose nor docker-compose is installed; install one");
        }
        return Optional.empty();
    }

    /** The command of Compose, version 2 or 1; empty where neither is installed. */
    static List<String> compose() {
        return Stream.of(List.of("docker", "compose"), List.of("docker-compose"))
                .filter(Containers::knowsItsVersion)
                .findFirst()
                .orElse(List.of());
    }

    private static boolean knowsItsVersion(List<String> command) {
        List<String> line = new ArrayList<>(command);
        line.add("version");
        try {
            Process process = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static KafkaContainer broker() {
        return new KafkaContainer(kafkaImage());
    }

    static DockerImageName kafkaImage() {
        return DockerImageName.parse(System.getProperty("milena.test.kafka.image"))
                .asCompatibleSubstituteFor("apache/kafka");
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

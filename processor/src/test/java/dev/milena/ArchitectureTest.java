// SPDX-License-Identifier: Apache-2.0
package dev.milena;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Holds the arrows between packages that {@code docs/architecture.md} draws. */
class ArchitectureTest {
    private static final String ROOT = "dev.milena.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter(List.of(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)).importPackages("dev.milena");

    /** What every package may use. */
    private static final List<String> EVERYWHERE =
            List.of("java..", "org.jspecify.annotations..", "org.slf4j..", "dev.milena.schemas..");

    private static final String KAFKA = "org.apache.kafka..";

    /** For each package, what it may use besides itself and {@link #EVERYWHERE}. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("batch", List.of("dev.milena.api")),
            Map.entry("text", List.of("dev.milena.api")),
            Map.entry("attention", List.of("dev.milena.api")),
            Map.entry("engine", List.of("dev.milena.api")),
            Map.entry(
                    "engine.onnx",
                    List.of(
                            "dev.milena.api",
                            "dev.milena.engine",
                            "dev.milena.bundle",
                            "dev.milena.text",
                            "ai.djl..",
                            "ai.onnxruntime..")),
            Map.entry("bundle", List.of("dev.milena.api", "com.fasterxml.jackson..", "com.networknt.schema..")),
            Map.entry(
                    "model",
                    List.of(
                            "dev.milena.api",
                            "dev.milena.bundle",
                            "dev.milena.engine",
                            "dev.milena.engine.onnx",
                            "dev.milena.text",
                            "dev.milena.attention")),
            Map.entry("serde", List.of("org.apache.avro..", KAFKA)),
            Map.entry("clients", List.of(KAFKA)),
            Map.entry("config", List.of("dev.milena.api", "dev.milena.clients", "dev.milena.serde", KAFKA)),
            Map.entry(
                    "topology",
                    List.of("dev.milena.api", "dev.milena.batch", "dev.milena.config", "dev.milena.serde", KAFKA)));

    @SuppressWarnings("UnusedVariable") // read by @FieldSource
    private static final List<String> PACKAGES =
            MAY_USE.keySet().stream().sorted().toList();

    @ParameterizedTest
    @FieldSource("PACKAGES")
    void shouldUseOnlyWhatItMayWhenPackageIs(String name) {
        String[] allowed = Stream.of(Stream.of(ROOT + name), EVERYWHERE.stream(), MAY_USE.get(name).stream())
                .flatMap(packages -> packages)
                .toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldKnowEveryPackage() {
        TreeSet<String> packages = CLASSES.stream()
                .map(type -> type.getPackageName())
                .filter(name -> !name.startsWith("dev.milena.schemas"))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MAY_USE.keySet()).containsAll(packages);
    }

    @Test
    void shouldKeepInferenceLibrariesInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.milena.engine.onnx")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "ai.onnxruntime..")
                .check(CLASSES);
    }

    @Test
    void shouldSayInEveryPackageWhatLivesThere() {
        assertThat(CLASSES.stream().map(type -> type.getPackage()).distinct())
                .filteredOn(javaPackage -> !javaPackage.getName().startsWith("dev.milena.schemas"))
                .allMatch(javaPackage -> javaPackage.tryGetPackageInfo().isPresent(), "has a package-info.java")
                .extracting(JavaPackage::getName)
                .isNotEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final ImportOption OF_MAIN =
            location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");
    private static final JavaClasses CLASSES = new ClassFileImporter(List.of(OF_MAIN)).importPackages("dev.milena");

    /** What every package may use. */
    private static final List<String> EVERYWHERE =
            List.of("java..", "org.jspecify.annotations..", "org.slf4j..", "dev.milena.api");

    private static final int MOST_CLASSES = 25;
    private static final String KAFKA = "org.apache.kafka..";
    private static final String INTERNALS = "streams.internals.";

    private static final List<String> HOST = List.of(
            "dev.milena.clients",
            "dev.milena.host..",
            "dev.milena.streams",
            "dev.milena.streams.config",
            "dev.milena.streams.record",
            "dev.milena.streams.tracing",
            "dev.milena.streams.internals.supervision",
            "dev.milena.streams.internals.flow",
            "dev.milena.streams.internals.outage",
            "dev.milena.streams.internals.pending",
            "io.micrometer..",
            "io.prometheus..",
            "org.rocksdb",
            KAFKA);

    private static final List<String> KIT = List.of(
            "dev.milena.streams",
            "dev.milena.streams.config",
            "dev.milena.streams.record",
            "dev.milena.streams.stepping",
            "dev.milena.testkit..",
            "org.assertj..",
            "org.junit.jupiter.api.extension..",
            KAFKA);

    /** For each package, what it may use besides itself and {@link #EVERYWHERE}. */
    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            Map.entry("api", List.of()),
            Map.entry("batch", List.of()),
            Map.entry("clients", List.of(KAFKA)),
            Map.entry("streams.record", List.of(KAFKA)),
            Map.entry("streams.tracing", List.of("dev.milena.streams.record", KAFKA)),
            Map.entry("segmentation", List.of("com.ibm.icu..")),
            Map.entry("glossary", List.of("dev.milena.segmentation", "com.ibm.icu..", "javax.xml.stream..")),
            Map.entry("protection", List.of("dev.milena.glossary", "com.google.re2j..", "com.ibm.icu..")),
            Map.entry("masking", List.of("dev.milena.glossary", "dev.milena.protection", "com.ibm.icu..")),
            Map.entry("language", List.of()),
            Map.entry("language.opennlp", List.of("dev.milena.language", "opennlp.tools.langdetect..")),
            Map.entry(
                    "markup",
                    List.of("dev.milena.glossary", "dev.milena.protection", "org.commonmark..", "org.jsoup..")),
            Map.entry("inspection", List.of("dev.milena.segmentation", "com.ibm.icu..")),
            Map.entry("salience", List.of("com.ibm.icu..")),
            Map.entry("document", rooms("glossary", "markup", "masking", "protection", "salience", "segmentation")),
            Map.entry(
                    "streams.config",
                    List.of(
                            "dev.milena.clients",
                            "dev.milena.document",
                            "dev.milena.glossary",
                            "dev.milena.inspection",
                            "dev.milena.language",
                            "dev.milena.markup",
                            "dev.milena.protection",
                            KAFKA)),
            Map.entry("streams.stepping", List.of(KAFKA)),
            Map.entry(INTERNALS + "supervision", rooms("batch")),
            Map.entry(
                    INTERNALS + "flow", List.of(ROOT + INTERNALS + "supervision", "org.apache.kafka.common.errors..")),
            Map.entry(INTERNALS + "outage", List.of(ROOT + INTERNALS + "supervision", "javax.net.ssl..", KAFKA)),
            Map.entry(INTERNALS + "release", List.of()),
            Map.entry(
                    INTERNALS + "models",
                    rooms(
                            "batch",
                            "streams.stepping",
                            "streams.tracing",
                            INTERNALS + "flow",
                            INTERNALS + "supervision")),
            Map.entry(
                    INTERNALS + "admission",
                    rooms("document", "language", INTERNALS + "models", INTERNALS + "supervision")),
            Map.entry(INTERNALS + "pending", List.of("dev.milena.streams.record", KAFKA)),
            Map.entry(
                    INTERNALS + "stage",
                    List.of(
                            "dev.milena.batch",
                            "dev.milena.clients",
                            "dev.milena.document",
                            "dev.milena.glossary",
                            "dev.milena.inspection",
                            "dev.milena.language",
                            "dev.milena.streams.config",
                            "dev.milena.streams.record",
                            "dev.milena.streams.stepping",
                            "dev.milena.streams.tracing",
                            "dev.milena.streams.internals..",
                            KAFKA)),
            Map.entry("streams.windows", List.of("dev.milena.streams.record", KAFKA)),
            Map.entry(
                    INTERNALS + "windows",
                    List.of(
                            "dev.milena.clients",
                            "dev.milena.streams.config",
                            "dev.milena.streams.record",
                            "dev.milena.streams.stepping",
                            "dev.milena.streams.windows",
                            "dev.milena.streams.internals..",
                            KAFKA)),
            Map.entry("text", List.of()),
            Map.entry("attention", List.of()),
            Map.entry("engine", List.of()),
            Map.entry(
                    "engine.onnx",
                    List.of(
                            "dev.milena.engine",
                            "dev.milena.bundle",
                            "dev.milena.text",
                            "ai.djl..",
                            "ai.onnxruntime..")),
            Map.entry("bundle", List.of("com.fasterxml.jackson..", "com.networknt.schema..")),
            Map.entry("model", rooms("bundle", "engine", "engine.onnx", "text", "attention")),
            Map.entry("schemas", List.of("org.apache.avro..")),
            Map.entry("serde", List.of("dev.milena.schemas", "org.apache.avro..", KAFKA)),
            Map.entry(
                    "serde.json",
                    List.of(
                            "dev.milena.schemas",
                            "dev.milena.serde",
                            "com.fasterxml.jackson..",
                            "org.apache.avro..",
                            KAFKA)),
            Map.entry(
                    "config",
                    List.of(
                            "dev.milena.schemas",
                            "dev.milena.serde",
                            "dev.milena.streams",
                            "dev.milena.streams.config",
                            KAFKA)),
            Map.entry(
                    "topology",
                    List.of(
                            "dev.milena.config",
                            "dev.milena.glossary",
                            "dev.milena.language",
                            "dev.milena.schemas",
                            "dev.milena.serde",
                            "dev.milena.streams",
                            "dev.milena.streams.config",
                            "dev.milena.streams.record",
                            "dev.milena.streams.windows",
                            "org.apache.avro..",
                            KAFKA)),
            Map.entry("host", HOST),
            Map.entry("host.internals", HOST),
            Map.entry("host.metrics", HOST),
            Map.entry("host.topics", HOST),
            Map.entry("host.internals.watch", HOST),
            Map.entry("testkit", KIT),
            Map.entry("testkit.assertions", KIT),
            Map.entry("testkit.junit", KIT),
            Map.entry(
                    "streams",
                    List.of(
                            "dev.milena.clients",
                            "dev.milena.glossary",
                            "dev.milena.language",
                            "dev.milena.streams.config",
                            "dev.milena.streams.record",
                            "dev.milena.streams.stepping",
                            "dev.milena.streams.tracing",
                            "dev.milena.streams.windows",
                            "dev.milena.streams.internals..",
                            KAFKA)));

    private static List<String> rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + name).toList();
    }

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
                .filter(name -> !name.startsWith(ROOT + "app"))
                .map(name -> name.substring(ROOT.length()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(MAY_USE.keySet()).containsAll(packages);
    }

    @Test
    void shouldBuildTheApplicationOnPublicTypesAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.milena.app..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.milena.streams.internals..", "dev.milena.host.internals..")
                .check(CLASSES);
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

    /** A user compiles against the signatures of public classes: nothing internal may stand in one. */
    @Test
    void shouldNameNothingInternalInPublicSignatures() {
        ArchCondition<JavaClass> namesNothingInternal =
                new ArchCondition<>("name nothing internal in public signatures") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMembers().stream()
                                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                                .forEach(member -> signature(member)
                                        .filter(other -> other.getPackageName().contains(".internals"))
                                        .forEach(other -> events.add(SimpleConditionEvent.violated(
                                                member, member.getFullName() + " names " + other.getName()))));
                    }
                };

        classes()
                .that()
                .resideOutsideOfPackage("..internals..")
                .and()
                .arePublic()
                .should(namesNothingInternal)
                .check(CLASSES);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit unit) {
            return Stream.concat(unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()));
        }
        return Stream.of(((JavaField) member).getRawType());
    }

    /** A package of more classes says why in its package-info. */
    @Test
    void shouldKeepPackagesSmallOrSayWhyTheyAreNot() {
        Map<String, Long> large = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .filter(type -> !type.getPackageName().equals("dev.milena.schemas")) // generated
                .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
        large.values().removeIf(count -> count <= MOST_CLASSES);

        assertThat(large.keySet())
                .as("packages of more than %d classes", MOST_CLASSES)
                .allSatisfy(name -> assertThat(packageInfo(name)).contains("More than " + MOST_CLASSES + " classes"));
    }

    private static String packageInfo(String name) throws IOException {
        String file = name.replace('.', '/') + "/package-info.java";
        Path repository = Path.of(System.getProperty("milena.repository"));
        try (Stream<Path> modules = Files.list(repository)) {
            Path found = modules.map(module -> module.resolve("src/main/java").resolve(file))
                    .filter(Files::exists)
                    .findFirst()
                    .orElseThrow();
            return Files.readString(found);
        }
    }

    @Test
    void shouldSayInEveryPackageWhatLivesThere() {
        assertThat(CLASSES.stream().map(type -> type.getPackage()).distinct())
                .allMatch(javaPackage -> javaPackage.tryGetPackageInfo().isPresent(), "has a package-info.java")
                .extracting(JavaPackage::getName)
                .isNotEmpty();
    }
}

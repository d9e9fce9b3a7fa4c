// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/** From the bytes of {@code manifest.json} to a {@link Manifest} that obeys the JSON Schema and the rules across fields. */
final class ManifestReader {
    /** Version 2 has {@code vocabulary_sizes}. */
    private static final int OLDEST_VERSION = 1;

    private static final int NEWEST_VERSION = 2;

    private static final int PROBLEMS_SHOWN = 5;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private ManifestReader() {}

    static Manifest read(byte[] bytes, String where) {
        JsonNode tree = parse(bytes, where);
        requireKnownVersion(tree, where);
        requirePlainPaths(tree, where);
        requireSchema(tree, where);
        Manifest manifest;
        try {
            manifest = JSON.treeToValue(tree, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new BundleException(
                    where + " cannot be read: " + e.getOriginalMessage() + ". Export the bundle again.", e);
        }
        ManifestRules.check(manifest, where);
        return manifest;
    }

    private static JsonNode parse(byte[] bytes, String where) {
        try {
            JsonNode tree = JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
            if (tree != null && tree.isObject()) {
                return tree;
            }
            throw new BundleException(where + " is not a JSON object. Export the bundle again.");
        } catch (JsonProcessingException e) {
            throw new BundleException(
                    where + " is not valid JSON: " + e.getOriginalMessage() + ". Export the bundle again.", e);
        }
    }

    private static void requireKnownVersion(JsonNode tree, String where) {
        JsonNode version = tree.path("format_version");
        if (!version.isInt() || version.asInt() < OLDEST_VERSION || version.asInt() > NEWEST_VERSION) {
            throw new BundleException(where + " has format_version " + (version.isMissingNode() ? "missing" : version)
                    + "; this Milena reads versions " + OLDEST_VERSION + " to " + NEWEST_VERSION
                    + ". Use the Milena that belongs to the exporter, or export the bundle again with this one.");
        }
    }

    private static void requirePlainPaths(JsonNode tree, String where) {
        for (JsonNode file : tree.path("files")) {
            String path = file.path("path").asText();
            if (path.startsWith("/") || path.startsWith("\\") || path.matches("^[A-Za-z]:.*")) {
                throw new BundleException(where + " lists the absolute path " + path
                        + "; a bundle is self-contained and lists plain file names only. Export the bundle again.");
            }
            if (path.contains("..") || path.contains("/") || path.contains("\\")) {
                throw new BundleException(where + " lists the path " + path
                        + ", which can lead out of the bundle; plain file names only, without '..' and folders."
                        + " Export the bundle again.");
            }
        }
    }

    private static void requireSchema(JsonNode tree, String where) {
        var problems = Schema.INSTANCE.validate(tree);
        if (!problems.isEmpty()) {
            throw new BundleException(where + " breaks the contract: "
                    + problems.stream()
                            .limit(PROBLEMS_SHOWN)
                            .map(ValidationMessage::getMessage)
                            .collect(Collectors.joining("; "))
                    + (problems.size() > PROBLEMS_SHOWN ? "; and " + (problems.size() - PROBLEMS_SHOWN) + " more" : "")
                    + ". The rules are those of manifest.schema.json (bundle contract, format_version "
                    + tree.path("format_version") + "); export the bundle again.");
        }
    }

    /** Parsed on first use only: the schema costs more than the manifest. */
    private static final class Schema {
        static final JsonSchema INSTANCE = load();

        private static JsonSchema load() {
            try (InputStream schema = Objects.requireNonNull(
                    ManifestReader.class.getResourceAsStream("manifest.schema.json"), "manifest.schema.json")) {
                return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(JSON.readTree(schema));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A folder that every check of {@link Bundle#open} accepts, made from the example manifest; tests then break it. */
public final class BundleFixture {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    private BundleFixture(Path folder) {
        this.folder = folder;
    }

    /** Where the repository is. */
    public static Path repository() {
        return Path.of(System.getProperty("milena.repository", ".."))
                .toAbsolutePath()
                .normalize();
    }

    /** A sound bundle that holds no real model. */
    public static BundleFixture in(Path folder) {
        BundleFixture fixture = new BundleFixture(folder);
        fixture.write("model.onnx", new byte[0]);
        fixture.write("tokenizer.json", "{}");
        fixture.write("golden.jsonl", "");
        fixture.write("MODEL_CARD.md", "# A model");
        fixture.seal(manifest -> {});
        return fixture;
    }

    public Path folder() {
        return folder;
    }

    public void write(String file, String content) {
        write(file, content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public void write(String file, byte[] content) {
        try {
            Files.write(folder.resolve(file), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the manifest anew: the example with the folder's own files, then changed. */
    public BundleFixture seal(Consumer<ObjectNode> change) {
        try {
            ObjectNode manifest = (ObjectNode) JSON.readTree(repository()
                    .resolve("model-export/tests/data/example-manifest.json")
                    .toFile());
            ArrayNode files = manifest.putArray("files");
            contents().forEach((name, content) -> files.addObject()
                    .put("path", name)
                    .put("size", content.length)
                    .put("sha256", BundleFiles.sha256(content)));
            change.accept(manifest);
            write(Bundle.MANIFEST, manifest.toPrettyString());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, byte[]> contents() throws IOException {
        Map<String, byte[]> contents = new TreeMap<>();
        try (var entries = Files.list(folder)) {
            for (Path file : entries.toList()) {
                if (!file.getFileName().toString().equals(Bundle.MANIFEST)) {
                    contents.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }
        return contents;
    }
}

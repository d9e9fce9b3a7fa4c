// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.api.ModelInfo;
import dev.milena.api.StandIns;
import dev.milena.bundle.Manifest.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A bundle whose manifest and files were checked; nothing of the model is loaded yet. Immutable, any thread.
 *
 * <pre>{@code
 * Bundle bundle = Bundle.open(Path.of("models/en-de")); // throws BundleException
 * Path graph = bundle.file(bundle.manifest().graph().file());
 * }</pre>
 */
public final class Bundle {
    /** Name of the manifest in a bundle's folder. */
    public static final String MANIFEST = "manifest.json";

    private static final long MANIFEST_BYTES = 4L << 20;

    private final Path directory;
    private final Manifest manifest;
    private final String sha256;

    private Bundle(Path directory, Manifest manifest, String sha256) {
        this.directory = directory;
        this.manifest = manifest;
        this.sha256 = sha256;
    }

    /**
     * Checks a bundle: its manifest, that the folder holds exactly the files listed, their sizes and hashes, and that
     * the graph reaches for no data outside the list. Reads every byte of the bundle once.
     *
     * @param directory the bundle's folder
     * @throws BundleException when the bundle must not be used
     */
    public static Bundle open(Path directory) {
        Path folder = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new BundleException(folder + " is not a directory; a bundle is a folder with a " + MANIFEST
                    + ". Check the path, or make one with `milena-export convert`.");
        }
        byte[] bytes = manifestBytes(folder.resolve(MANIFEST));
        Manifest manifest = ManifestReader.read(bytes, folder.resolve(MANIFEST).toString());
        BundleFiles.check(folder, manifest.files());
        checkExternalData(folder, manifest);
        return new Bundle(folder, manifest, BundleFiles.sha256(bytes));
    }

    private static byte[] manifestBytes(Path path) {
        if (Files.isSymbolicLink(path)) {
            throw new BundleException(
                    path + " is a symbolic link; no file of a bundle is one. Copy the file itself into the bundle.");
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BundleException(path + " is missing; every bundle has a " + MANIFEST
                    + ". Check the path, or make a bundle with `milena-export convert`.");
        }
        try {
            long size = Files.size(path);
            if (size > MANIFEST_BYTES) {
                throw new BundleException(path + " has " + size + " bytes; a manifest has at most " + MANIFEST_BYTES
                        + ". Export the bundle again.");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new BundleException(path + " cannot be read. Check its permissions and the disk.", e);
        }
    }

    private static void checkExternalData(Path folder, Manifest manifest) {
        Path graph = folder.resolve(manifest.graph().file());
        Set<String> unlisted = new TreeSet<>(OnnxExternalData.locations(graph));
        manifest.graph().externalData().forEach(unlisted::remove);
        if (!unlisted.isEmpty()) {
            throw new BundleException(graph + " reads external data from " + unlisted
                    + ", which graph.external_data does not list; only listed and hashed files are read."
                    + " Export the bundle again.");
        }
    }

    /** The folder, absolute. */
    public Path directory() {
        return directory;
    }

    /** The manifest. */
    public Manifest manifest() {
        return manifest;
    }

    /** SHA-256 of the manifest in lower-case hex; through the hashes in it, of the whole bundle. */
    public String sha256() {
        return sha256;
    }

    /** Where a listed file is. */
    public Path file(String name) {
        return directory.resolve(name);
    }

    /** What the bundle is, for outputs and logs. */
    public ModelInfo info() {
        return new ModelInfo(
                manifest.name(),
                manifest.version(),
                sha256,
                manifest.task(),
                tags(manifest.languages().source()),
                tags(manifest.languages().target()),
                manifest.limits().sourceTokens(),
                manifest.limits().targetTokens(),
                Objects.requireNonNullElse(manifest.segment(), ModelInfo.segmentsByTask(manifest.task())),
                Objects.requireNonNullElse(manifest.standIns(), StandIns.NONE));
    }

    private static List<String> tags(List<Language> languages) {
        return languages.stream().map(Language::tag).toList();
    }

    @Override
    public String toString() {
        return manifest.name() + " " + manifest.version();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.ListedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compares a folder with the list of files in its manifest. */
final class BundleFiles {
    private static final String LISTED = "; a bundle holds exactly the files that its manifest lists";

    private BundleFiles() {}

    static void check(Path directory, List<ListedFile> listed) {
        Map<String, ListedFile> missing = listed.stream()
                .collect(Collectors.toMap(ListedFile::path, Function.identity(), (a, b) -> a, TreeMap::new));
        for (Path entry : entries(directory)) {
            String name = entry.getFileName().toString();
            if (Files.isSymbolicLink(entry)) {
                throw new BundleException(entry + " is a symbolic link" + LISTED
                        + ", none of them a link. Copy the file itself into the bundle.");
            }
            if (name.equals(Bundle.MANIFEST)) {
                continue;
            }
            if (missing.remove(name) == null) {
                throw new BundleException(entry + " is not listed in " + Bundle.MANIFEST + LISTED
                        + ". Move it out of the bundle, or export the bundle again.");
            }
            if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                throw new BundleException(entry + " is not a regular file" + LISTED + ". Export the bundle again.");
            }
        }
        if (!missing.isEmpty()) {
            throw new BundleException(directory + " lacks " + missing.keySet() + LISTED
                    + ". Copy the bundle again as a whole, or export it again.");
        }
        listed.forEach(file -> checkContent(directory.resolve(file.path()), file));
    }

    private static List<Path> entries(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private static void checkContent(Path path, ListedFile file) {
        try {
            long size = Files.size(path);
            if (size != file.size()) {
                throw changed(path, "has " + size + " bytes, the manifest says " + file.size());
            }
            String sha256 = sha256(path);
            if (!sha256.equals(file.sha256())) {
                throw changed(path, "has SHA-256 " + sha256 + ", the manifest says " + file.sha256());
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    private static BundleException changed(Path path, String what) {
        return new BundleException(path + " was changed: it " + what
                + ". A file must be the one that was exported: copy it again (git lfs pull, where it is a pointer),"
                + " or export the bundle again.");
    }

    private static BundleException unreadable(Path path, IOException e) {
        return new BundleException(
                path + " cannot be read (" + e.getClass().getSimpleName()
                        + "); every file of a bundle is readable. Check its permissions and the disk.",
                e);
    }

    private static String sha256(Path path) throws IOException {
        MessageDigest digest = digest();
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }
}

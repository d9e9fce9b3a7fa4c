// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The pieces of a {@code tokenizer.json} by id: the model's vocabulary (a list of pieces with scores for Unigram, an
 * object of ids for the other kinds) and the added tokens over it. Immutable, any thread.
 */
public final class Vocabulary {
    /** Far more than any tokenizer has, and far less than would exhaust the memory. */
    private static final int MOST_IDS = 1 << 24;

    /**
     * Before the name of what no text may spell stands a plain space, which no real piece has, and around that of a run of
     * letters that the tokenizer's own model does not know two noncharacters.
     */
    private static final Pattern MARKS = Pattern.compile("^ |\\x{FFFFE}|\\x{FFFFF}");

    private final String[] pieces;

    private Vocabulary(String[] pieces) {
        this.pieces = pieces;
    }

    /**
     * Reads the vocabulary of a tokenizer file.
     *
     * @throws BundleException when the file has none
     */
    public static Vocabulary read(Path tokenizerJson) {
        try {
            JsonNode tree = new ObjectMapper().readTree(tokenizerJson.toFile());
            TreeMap<Integer, String> byId = new TreeMap<>();
            JsonNode vocabulary = tree.path("model").path("vocab");
            if (vocabulary.isArray()) {
                for (int id = 0; id < vocabulary.size(); id++) {
                    byId.put(id, vocabulary.get(id).path(0).asText());
                }
            }
            for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
                byId.put(entry.getValue().asInt(), entry.getKey());
            }
            for (JsonNode added : tree.path("added_tokens")) {
                byId.put(added.path("id").asInt(), added.path("content").asText());
            }
            if (byId.isEmpty() || byId.firstKey() < 0) {
                throw new BundleException(tokenizerJson + " has no vocabulary; a tokenizer lists its pieces under"
                        + " model.vocab. Export the bundle again.");
            }
            if (byId.lastKey() >= MOST_IDS) {
                throw new BundleException(tokenizerJson + " has a piece with the id " + byId.lastKey()
                        + "; ids are below " + MOST_IDS + ". Export the bundle again.");
            }
            String[] pieces = new String[byId.lastKey() + 1];
            for (int id = 0; id < pieces.length; id++) {
                String piece = byId.getOrDefault(id, "");
                pieces[id] = MARKS.matcher(piece).replaceAll("");
            }
            return new Vocabulary(pieces);
        } catch (IOException e) {
            throw new BundleException(tokenizerJson + " is not a tokenizer in JSON. Export the bundle again.", e);
        }
    }

    /** How the vocabulary spells an id, or an empty string for an id that it skips. */
    public String piece(int id) {
        return pieces[id];
    }

    /** One more than the largest id. */
    public int size() {
        return pieces.length;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import dev.milena.api.Token;
import dev.milena.bundle.BundleException;
import dev.milena.bundle.Vocabulary;
import dev.milena.engine.EngineException;
import dev.milena.text.CodePointOffsets;
import dev.milena.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A {@code tokenizer.json} through DJL. Truncation, padding and special tokens are off: DJL's defaults would cut a text
 * at 512 tokens without a word. Any thread.
 */
public final class HuggingFaceTextTokenizer implements Tokenizer {
    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private final HuggingFaceTokenizer tokenizer;
    private final Vocabulary vocabulary;

    private HuggingFaceTextTokenizer(HuggingFaceTokenizer tokenizer, Vocabulary vocabulary) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
    }

    /**
     * Loads a tokenizer.
     *
     * @throws BundleException when the file is no tokenizer
     * @throws EngineException when the folder for native code cannot be used
     */
    public static HuggingFaceTextTokenizer open(Path file) {
        OfflineDjl.ensure();
        NativeFolders.loadTokenizers();
        Vocabulary vocabulary = Vocabulary.read(file);
        try {
            return new HuggingFaceTextTokenizer(HuggingFaceTokenizer.newInstance(file, OPTIONS), vocabulary);
        } catch (IOException | RuntimeException e) {
            throw new BundleException(
                    file + " cannot be loaded as a tokenizer: " + e.getMessage() + ". Export the bundle again.", e);
        }
    }

    @Override
    public List<Token> encode(String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        CodePointOffsets offsets = new CodePointOffsets(text);
        long[] ids = encoding.getIds();
        CharSpan[] spans = encoding.getCharTokenSpans();
        Token[] tokens = new Token[ids.length];
        int last = 0;
        for (int i = 0; i < ids.length; i++) {
            CharSpan span = spans[i];
            int start = span == null ? last : offsets.toUtf16(span.getStart());
            int end = span == null ? last : offsets.toUtf16(span.getEnd());
            if (start < last && last < end) {
                start = last; // a mark that a normalizer put in stands on the character before
            }
            last = end;
            tokens[i] = new Token((int) ids[i], vocabulary.piece((int) ids[i]), start, end);
        }
        return List.of(tokens);
    }

    @Override
    public String decode(int[] ids) {
        return tokenizer.decode(Arrays.stream(ids).asLongStream().toArray(), false);
    }

    @Override
    public String piece(int id) {
        return vocabulary.piece(id);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

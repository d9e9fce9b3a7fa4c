// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.Manifest;
import dev.milena.engine.onnx.HuggingFaceTextTokenizer;
import dev.milena.text.Tokenizer;

/**
 * The tokenizers of a bundle; both are the same object where one file serves both sides. Any thread.
 *
 * @param source from text to source ids
 * @param target from output ids to text
 */
record BundleTokenizers(Tokenizer source, Tokenizer target) implements AutoCloseable {

    static BundleTokenizers open(Bundle bundle) {
        Manifest.Tokenizers files = bundle.manifest().tokenizers();
        Tokenizer source = HuggingFaceTextTokenizer.open(bundle.file(files.source()));
        if (files.source().equals(files.target())) {
            return new BundleTokenizers(source, source);
        }
        try {
            return new BundleTokenizers(source, HuggingFaceTextTokenizer.open(bundle.file(files.target())));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    @Override
    public void close() {
        source.close();
        if (target != source) {
            target.close();
        }
    }
}

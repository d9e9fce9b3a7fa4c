// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import java.util.List;

/** Rows and options of one native call. */
record Batch(List<DecoderRow> rows, DecodingOptions options) {

    /** Tokens of the longest source. */
    int width() {
        return rows.stream().mapToInt(row -> row.sourceIds().length).max().orElse(0);
    }

    /** Most new tokens that a row may get. */
    int longestOutput() {
        return rows.stream().mapToInt(DecoderRow::maxNewTokens).max().orElse(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.ModelInfo;
import dev.milena.api.TextRequest;
import dev.milena.masking.Capitals;
import dev.milena.segmentation.Segmenter;

/**
 * What every segment of one text is asked with.
 *
 * @param request the request for the whole text
 * @param model what the model says of itself
 * @param capitals how segments in capitals are asked
 * @param preparation the model's way to prepare a text
 * @param segmenter that of the text's language
 */
record Asking(TextRequest request, ModelInfo model, Capitals capitals, Preparation preparation, Segmenter segmenter) {}

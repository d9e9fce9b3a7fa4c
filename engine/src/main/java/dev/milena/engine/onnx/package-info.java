// SPDX-License-Identifier: Apache-2.0

/**
 * The engine SPI and the tokenizer over DJL and ONNX Runtime. The only package that may import {@code ai.djl} or
 * {@code ai.onnxruntime}; it feeds what the manifest lists and knows no model family.
 */
@NullMarked
package dev.milena.engine.onnx;

import org.jspecify.annotations.NullMarked;

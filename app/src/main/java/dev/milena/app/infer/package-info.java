// SPDX-License-Identifier: Apache-2.0

/** Texts from a file or a pipe straight through a model, without Kafka: lines in, JSON lines out, in the same order. */
@NullMarked
package dev.milena.app.infer;

import org.jspecify.annotations.NullMarked;

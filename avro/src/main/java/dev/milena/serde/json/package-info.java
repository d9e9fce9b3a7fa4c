// SPDX-License-Identifier: Apache-2.0

/** The four contracts as plain JSON, for topics that people and programs without Avro read and write. */
@NullMarked
package dev.milena.serde.json;

import org.jspecify.annotations.NullMarked;

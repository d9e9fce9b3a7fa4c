// SPDX-License-Identifier: Apache-2.0

/**
 * The records of Milena's topics, generated from the {@code .avsc} files, and the history of their schemas. Data only:
 * no Kafka, no behaviour. Not null-marked: generated accessors cannot say which fields are optional.
 */
package dev.milena.schemas;

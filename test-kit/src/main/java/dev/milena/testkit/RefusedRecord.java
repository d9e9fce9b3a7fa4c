// SPDX-License-Identifier: Apache-2.0
package dev.milena.testkit;

import dev.milena.api.RefusalCode;

/**
 * A record that an enrichment refused, or one text of a record that was merged without it.
 *
 * @param enrichment name of the enrichment
 * @param code why
 */
public record RefusedRecord(String enrichment, RefusalCode code) {}

// SPDX-License-Identifier: Apache-2.0

/**
 * Reads a model bundle and refuses a broken one before anything of it is loaded: the contract of
 * {@code docs/adr/0001-bundle-contract.md}. Files and JSON only: no inference library, no Kafka, and nothing that
 * depends on a model family.
 */
@NullMarked
package dev.milena.bundle;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * Measurements, each beside a fair rival in the same run: same bundle, threads, guarantee and commit interval, turns
 * taken alternately. Run by hand, never part of a build; nothing else depends on this package.
 */
@NullMarked
package dev.milena.benchmarks;

import org.jspecify.annotations.NullMarked;

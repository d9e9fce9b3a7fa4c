// SPDX-License-Identifier: Apache-2.0

/** What a test kit tells models whose batches run on the clock of a {@code TopologyTestDriver}. Not for applications. */
@NullMarked
package dev.milena.streams.stepping;

import org.jspecify.annotations.NullMarked;

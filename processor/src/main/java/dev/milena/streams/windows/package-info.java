// SPDX-License-Identifier: Apache-2.0

/** Summaries over windows: what the texts of a key say within a time, as a stage of a topology. */
@NullMarked
package dev.milena.streams.windows;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** How a tracing library hears of records and batches. */
@NullMarked
package dev.milena.streams.tracing;

import org.jspecify.annotations.NullMarked;

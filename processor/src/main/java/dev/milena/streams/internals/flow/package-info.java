// SPDX-License-Identifier: Apache-2.0

/**
 * How much a task takes, how long it waits, and how time passes for it. Knows records as counts and bytes only. Internal:
 * no promise of compatibility.
 */
@NullMarked
package dev.milena.streams.internals.flow;

import org.jspecify.annotations.NullMarked;

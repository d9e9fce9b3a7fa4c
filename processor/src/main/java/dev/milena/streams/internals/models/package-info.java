// SPDX-License-Identifier: Apache-2.0

/** The models of a process, the batcher in front of each, and which of them answers a text. Internal: no promise of compatibility. */
@NullMarked
package dev.milena.streams.internals.models;

import org.jspecify.annotations.NullMarked;

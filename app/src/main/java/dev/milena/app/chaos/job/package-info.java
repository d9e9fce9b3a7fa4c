// SPDX-License-Identifier: Apache-2.0

/**
 * What a job of a chaos run or a soak has that a real one has not: an engine whose answers a verifier can compute, a
 * topology like a user's own, and the negative controls. Knows the public streams library; not the harness.
 */
@NullMarked
package dev.milena.app.chaos.job;

import org.jspecify.annotations.NullMarked;

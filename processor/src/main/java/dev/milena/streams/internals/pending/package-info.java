// SPDX-License-Identifier: Apache-2.0

/** What a task owes answers to, in a changelogged store. Internal: no promise of compatibility. */
@NullMarked
package dev.milena.streams.internals.pending;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** Decides whether a text can be answered, and by which model. Internal: no promise of compatibility. */
@NullMarked
package dev.milena.streams.internals.admission;

import org.jspecify.annotations.NullMarked;

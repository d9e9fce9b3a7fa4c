// SPDX-License-Identifier: Apache-2.0

/** In what order records leave a task. Internal: no promise of compatibility. */
@NullMarked
package dev.milena.streams.internals.release;

import org.jspecify.annotations.NullMarked;

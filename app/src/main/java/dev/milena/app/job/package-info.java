// SPDX-License-Identifier: Apache-2.0

/** What {@code milena run} and the demo run: the built-in topology, hosted. Knows the public libraries alone. */
@NullMarked
package dev.milena.app.job;

import org.jspecify.annotations.NullMarked;

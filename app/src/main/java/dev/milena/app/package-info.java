// SPDX-License-Identifier: Apache-2.0

/**
 * The entry point, the exit codes, what a person sees when something stops a command, and where logs go. Knows the
 * commands; nothing else of this module knows this package's {@code Milena}.
 */
@NullMarked
package dev.milena.app;

import org.jspecify.annotations.NullMarked;

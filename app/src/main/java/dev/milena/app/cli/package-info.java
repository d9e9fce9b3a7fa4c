// SPDX-License-Identifier: Apache-2.0

/**
 * The commands: options, help, and which piece of work they start. No work of their own; what a command prints for a
 * person lives here, what it does lives elsewhere. More than 25 classes, since each command is one.
 */
@NullMarked
package dev.milena.app.cli;

import org.jspecify.annotations.NullMarked;

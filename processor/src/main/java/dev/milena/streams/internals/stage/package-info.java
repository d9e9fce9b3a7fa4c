// SPDX-License-Identifier: Apache-2.0

/**
 * One stage of a topology: takes records, asks the models, keeps the order, releases. Puts the other rooms together.
 * Internal: no promise of compatibility.
 */
@NullMarked
package dev.milena.streams.internals.stage;

import org.jspecify.annotations.NullMarked;

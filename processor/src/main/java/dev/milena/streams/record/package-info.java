// SPDX-License-Identifier: Apache-2.0

/** What a stage says of a user's record: where it came from, what was answered, why it was refused. Plain data. */
@NullMarked
package dev.milena.streams.record;

import org.jspecify.annotations.NullMarked;

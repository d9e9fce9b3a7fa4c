// SPDX-License-Identifier: Apache-2.0

/** Windows of texts: which records belong to which, what a store keeps of them, and when they close. */
@NullMarked
package dev.milena.streams.internals.windows;

import org.jspecify.annotations.NullMarked;

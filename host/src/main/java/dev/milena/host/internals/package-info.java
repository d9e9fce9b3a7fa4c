// SPDX-License-Identifier: Apache-2.0

/** Turns what Kafka throws into what an operator can do. Not for users; may change with every build. */
@NullMarked
package dev.milena.host.internals;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * What tells an outage of something outside, such as a registry or a broker, from the fault of a record. Internal: no promise
 * of compatibility.
 */
@NullMarked
package dev.milena.streams.internals.outage;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0
/** The Kafka clients of an exactly-once application: none of their transactions goes unchecked. */
@NullMarked
package dev.milena.clients;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A Kafka broker inside this process, for the demo and for tests. The only package that touches the broker's own
 * classes; everything else reaches it over its loopback port like any other broker.
 */
@NullMarked
package dev.milena.app.broker;

import org.jspecify.annotations.NullMarked;

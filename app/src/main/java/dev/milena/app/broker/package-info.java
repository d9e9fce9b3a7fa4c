// SPDX-License-Identifier: Apache-2.0

/**
 * Kafka brokers on loopback, for the demo, for tests and for fault runs: one inside this process, or several that each
 * are a process. The only package that touches the broker's own classes; everything else reaches them over their
 * loopback ports like any other broker.
 */
@NullMarked
package dev.milena.app.broker;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * A client's view of a cluster: topics made and checked, events sent, outputs read. Knows settings and schemas; neither
 * models nor topologies.
 */
@NullMarked
package dev.milena.app.kafka;

import org.jspecify.annotations.NullMarked;

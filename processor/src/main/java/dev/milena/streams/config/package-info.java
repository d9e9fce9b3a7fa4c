// SPDX-License-Identifier: Apache-2.0

/** The settings of a stage: its own, and what they need of Kafka's. They mean the same in the library and in the job. */
@NullMarked
package dev.milena.streams.config;

import org.jspecify.annotations.NullMarked;

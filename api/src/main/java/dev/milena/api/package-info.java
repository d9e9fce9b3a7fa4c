// SPDX-License-Identifier: Apache-2.0

/**
 * What callers and every other package share: a text model, what goes in, what comes out, why a text is refused, and
 * what can be observed. Plain data and interfaces: no Kafka, no DJL, no file access. More than 25 classes, since a model
 * and its user share all of them and neither depends on anything else.
 */
@NullMarked
package dev.milena.api;

import org.jspecify.annotations.NullMarked;

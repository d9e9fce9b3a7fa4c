// SPDX-License-Identifier: Apache-2.0

/** What the build of a container image needs, and nothing else. No settings, no Kafka, no models. */
@NullMarked
package dev.milena.app.image;

import org.jspecify.annotations.NullMarked;

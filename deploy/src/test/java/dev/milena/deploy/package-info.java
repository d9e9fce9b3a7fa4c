// SPDX-License-Identifier: Apache-2.0

/** The whole job as operators run it: our image, a broker container, clients from outside. */
@NullMarked
package dev.milena.deploy;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/** A cluster and its topics, looked at before an application starts. Creates nothing. */
@NullMarked
package dev.milena.host.topics;

import org.jspecify.annotations.NullMarked;

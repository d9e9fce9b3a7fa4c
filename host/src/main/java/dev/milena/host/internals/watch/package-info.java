// SPDX-License-Identifier: Apache-2.0

/**
 * Whether a running application gets anything done: the model, the commits, the cluster. Knows nothing of how the host
 * starts or stops. Internal: no promise of compatibility.
 */
@NullMarked
package dev.milena.host.internals.watch;

import org.jspecify.annotations.NullMarked;

// SPDX-License-Identifier: Apache-2.0

/**
 * What an operator watches: Prometheus metrics and two health answers over HTTP. Hears of the application through
 * {@link dev.milena.api.EnrichmentObserver}; never sees a text.
 */
@NullMarked
package dev.milena.host.metrics;

import org.jspecify.annotations.NullMarked;

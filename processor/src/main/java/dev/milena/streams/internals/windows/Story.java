// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.windows;

/**
 * The summary of what came before. Immutable.
 *
 * @param expiresAt the stream time at which it is forgotten
 * @param text the summary
 */
record Story(long expiresAt, String text) {}

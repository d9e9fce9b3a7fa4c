// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** Why a decoder stopped. */
public enum FinishReason {
    /** It emitted its end token. */
    END_TOKEN,
    /** It reached the limit of new tokens: the output is cut off. */
    LENGTH_LIMIT
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

/** What becomes of a record when one of its texts is refused. */
public enum PartialAnswers {
    /** The record is refused as a whole, for the reason of the first text that was. */
    REFUSE,
    /** The record is merged with what there is; the merger sees which texts were refused, and why. */
    MERGE
}

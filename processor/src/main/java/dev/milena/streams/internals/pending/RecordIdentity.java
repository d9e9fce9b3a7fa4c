// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.pending;

/**
 * What tells a record of a stage from others, the same when the record is read again. Immutable.
 *
 * @param name the identity
 * @param isRepeatable whether no other record of the stage has this name; not so where only its content is known
 */
public record RecordIdentity(String name, boolean isRepeatable) {
    @Override
    public String toString() {
        return name;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * How urgent a text is. Texts of one priority form a lane; lanes that have more to do than the model takes share it by
 * their weights, so that none starves.
 */
public enum Priority {
    /** Somebody waits for the answer. */
    HIGH,

    /** What nobody said anything of. */
    NORMAL,

    /** What takes the room that others leave, and its own share. */
    LOW
}

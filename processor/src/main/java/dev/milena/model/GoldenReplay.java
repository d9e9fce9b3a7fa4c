// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

/** Replays a bundle's recorded answers. */
final class GoldenReplay {
    /** Stands for a run where source ids differ. */
    static final String TOKENIZER = "tokenizer";

    private GoldenReplay() {}
}

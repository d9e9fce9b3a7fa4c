// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine;

/**
 * What the engine may take of a GPU's memory; the CPU does not ask for it. Immutable.
 *
 * @param limitMb most memory of the engine's arena in MiB, 0 for no limit; a batch that needs more fails
 * @param doubling whether the arena grows to the next power of two, which asks the device less often, instead of by what a
 *     batch needs
 */
public record GpuMemory(int limitMb, boolean doubling) {
    private static final long MIB = 1L << 20;

    /**
     * @throws IllegalArgumentException when the limit is negative
     */
    public GpuMemory {
        if (limitMb < 0) {
            throw new IllegalArgumentException(
                    "limitMb is " + limitMb + "; it must be 0 for no limit, or a positive number");
        }
    }

    /** No limit, and no more than is needed. */
    public static GpuMemory asNeeded() {
        return new GpuMemory(0, false);
    }

    /** The limit in bytes, or the greatest number. */
    public long limitBytes() {
        return limitMb == 0 ? Long.MAX_VALUE : limitMb * MIB;
    }
}

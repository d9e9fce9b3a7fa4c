// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import java.util.AbstractList;
import java.util.RandomAccess;

/** An array as the list that Avro's classes take, without an object for each number. Immutable if the array is. */
final class Floats extends AbstractList<Float> implements RandomAccess {
    private final float[] values;

    private Floats(float[] values) {
        this.values = values;
    }

    static Floats of(float[] values) {
        return new Floats(values);
    }

    @Override
    public Float get(int index) {
        return values[index];
    }

    @Override
    public int size() {
        return values.length;
    }
}

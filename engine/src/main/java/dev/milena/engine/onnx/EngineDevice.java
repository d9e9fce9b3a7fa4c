// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a graph runs.
 *
 * @param cuda false for the CPU
 * @param index number of the CUDA device, 0 for the CPU
 */
public record EngineDevice(boolean cuda, int index) {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /**
     * Reads {@code cpu}, {@code cuda} or {@code cuda:N}.
     *
     * @throws IllegalArgumentException when it is something else
     */
    public static EngineDevice parse(String device) {
        if (device.equals("cpu")) {
            return new EngineDevice(false, 0);
        }
        Matcher matcher = CUDA.matcher(device);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("device is " + device + "; it must be cpu, cuda or cuda:N");
        }
        return new EngineDevice(true, matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1)));
    }

    @Override
    public String toString() {
        return cuda ? "cuda:" + index : "cpu";
    }
}

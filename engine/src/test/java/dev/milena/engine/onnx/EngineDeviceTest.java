// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineDeviceTest {

    @Test
    void shouldReadEveryKind() {
        assertThat(EngineDevice.parse("cpu")).isEqualTo(new EngineDevice(false, 0));
        assertThat(EngineDevice.parse("cuda")).isEqualTo(new EngineDevice(true, 0));
        assertThat(EngineDevice.parse("cuda:3"))
                .isEqualTo(new EngineDevice(true, 3))
                .hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "gpu", "cuda:", "cuda:-1", "cuda:a", "cpu:0"})
    void shouldRefuseWhenTheDeviceIs(String device) {
        assertThatThrownBy(() -> EngineDevice.parse(device))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("device is " + device + "; it must be cpu, cuda or cuda:N");
    }
}

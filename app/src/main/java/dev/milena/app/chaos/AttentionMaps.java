// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether each answer has its attention map, and nothing else has one. Stateless. */
final class AttentionMaps {

    private AttentionMaps() {}

    /**
     * Events whose maps are too few or too many.
     *
     * @param maps how many each event has, by {@code partition@offset}
     * @param outputs all outputs
     * @param moreThanOne whether an answer that came twice may have two
     */
    static int wrong(Map<String, Integer> maps, List<Output> outputs, boolean moreThanOne) {
        Set<String> answered = outputs.stream()
                .filter(output -> !output.refused())
                .map(Output::event)
                .collect(Collectors.toSet());
        int wrong = (int) answered.stream()
                .map(event -> maps.getOrDefault(event, 0))
                .filter(count -> moreThanOne ? count < 1 : count != 1)
                .count();
        return wrong
                + (int) maps.keySet().stream()
                        .filter(event -> !answered.contains(event))
                        .count();
    }
}

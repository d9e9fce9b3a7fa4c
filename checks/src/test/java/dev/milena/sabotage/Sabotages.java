// SPDX-License-Identifier: Apache-2.0
package dev.milena.sabotage;

import java.util.List;
import java.util.stream.Stream;

/**
 * One sabotage for each promise of {@code docs/guarantees.md}, and of the rules that these rest on: those whose tests need
 * no broker, which {@code mvn verify} runs.
 */
final class Sabotages {
    private Sabotages() {}

    static final List<Sabotage> ALL = Stream.of(
                    LossSabotages.ALL,
                    RepetitionSabotages.ALL,
                    OrderSabotages.ALL,
                    AnswerSabotages.ALL,
                    BlameSabotages.ALL,
                    BoundSabotages.ALL,
                    FairnessSabotages.ALL,
                    OperatorSabotages.ALL,
                    WindowSabotages.ALL)
            .flatMap(List::stream)
            .toList();
}

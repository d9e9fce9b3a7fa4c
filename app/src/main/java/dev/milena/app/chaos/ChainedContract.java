// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.ChainedTopology;
import java.util.List;

/** The chained topology: a string in; for each event three records of JSON out, translated and summarized, or refused. */
final class ChainedContract extends JsonContract {
    @Override
    public int parts() {
        return ChainedTopology.PARTS;
    }

    @Override
    public List<String> stores() {
        return ChainedTopology.STAGES.stream().map(stage -> stage + "-pending").toList();
    }
}

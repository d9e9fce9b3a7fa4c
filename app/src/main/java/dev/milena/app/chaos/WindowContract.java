// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.WindowTopology;
import java.util.List;

/** Summaries over windows: a string in; for each event a record of JSON out, which tells the summary of its window. */
final class WindowContract extends JsonContract {
    @Override
    public int parts() {
        return 1;
    }

    @Override
    public List<String> stores() {
        return List.of(WindowTopology.STAGE + "-pending");
    }
}

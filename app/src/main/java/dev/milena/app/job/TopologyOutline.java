// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.job;

import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.TextModel;
import dev.milena.api.TextRequest;
import dev.milena.config.MilenaConfig;
import dev.milena.streams.Models;
import dev.milena.topology.EnrichmentTopology;
import java.util.List;
import org.apache.kafka.streams.TopologyDescription;

/** The shape of the topology, which settings decide alone: no model is loaded and no cluster is asked. */
public final class TopologyOutline {

    private TopologyOutline() {}

    /** The topology that a job with these settings runs. */
    public static TopologyDescription of(MilenaConfig config) {
        try (Models models =
                Models.builder(config.settings()).add(new Nobody()).stepped().build()) {
            return EnrichmentTopology.build(config, models).describe();
        }
    }

    /** Stands where a model would; a description asks it nothing. */
    private static final class Nobody implements TextModel {
        @Override
        public ModelInfo info() {
            return new ModelInfo("none", "0", "", "text2text", List.of(), List.of(), 1, 1);
        }

        @Override
        public boolean triesAgain() {
            return true; // nobody is to be told that it has one way only
        }

        @Override
        public PreparedText prepare(TextRequest request) {
            throw new UnsupportedOperationException("a description answers nothing");
        }

        @Override
        public List<Answer> answer(List<PreparedText> batch) {
            throw new UnsupportedOperationException("a description answers nothing");
        }

        @Override
        public void close() {}
    }
}

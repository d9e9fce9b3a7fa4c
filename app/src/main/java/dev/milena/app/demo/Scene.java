// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.app.kafka.Outputs.Output;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What a demo plays, and how it shows what comes of it. One thread, but for {@link #sent}. */
interface Scene {
    /** What its job has set beyond what every demo has. */
    Map<String, String> settings();

    /**
     * What is played, in order.
     *
     * @param tasks of the loaded models, as their manifests name them
     */
    List<Sample> samples(Collection<String> tasks);

    /** A sample goes to its topic. The thread of the feed. */
    void sent(Sample sample);

    /** Shows an output. */
    void show(Output output);

    /** How many samples are answered or refused by now. */
    int done();

    /** How many samples were refused. */
    int refused();

    /** Says how it went. */
    void finished();

    /** Says what else there is to try. */
    void whatNext();
}

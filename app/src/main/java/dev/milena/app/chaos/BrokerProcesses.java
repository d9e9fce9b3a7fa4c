// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.broker.ClusterPlan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The brokers of a run, each a process of its own. One thread at a time. */
final class BrokerProcesses implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 320;

    private final ClusterPlan plan;
    private final Path folder;
    private final List<Child> children = new ArrayList<>();

    private BrokerProcesses(ClusterPlan plan, Path folder) {
        this.plan = plan;
        this.folder = folder;
    }

    static BrokerProcesses start(int count, Path folder) {
        BrokerProcesses brokers = new BrokerProcesses(ClusterPlan.ofNodes(count), folder);
        for (int i = 0; i < count; i++) {
            brokers.children.add(brokers.launch(i));
        }
        return brokers;
    }

    private Child launch(int index) {
        String name = "broker-" + (index + 1);
        return Child.start(
                folder.resolve(name + ".out"),
                HEAP_MEGABYTES,
                BrokerMain.class,
                List.of(
                        plan.encode(),
                        Integer.toString(index + 1),
                        folder.resolve(name).toString(),
                        folder.resolve(name + ".log").toString()));
    }

    String bootstrapServers() {
        return plan.bootstrapServers();
    }

    int count() {
        return children.size();
    }

    void kill(int index) {
        children.get(index).kill();
    }

    /** Starts a killed broker again on its data. */
    void restart(int index) {
        children.set(index, launch(index));
    }

    @Override
    public void close() {
        children.forEach(Child::kill); // the run is over, and nobody reads their data again
    }
}

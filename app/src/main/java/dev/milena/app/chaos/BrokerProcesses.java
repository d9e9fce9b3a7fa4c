// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.broker.ClusterPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The brokers of a run, each a process of its own. One thread at a time. */
final class BrokerProcesses implements AutoCloseable {
    private static final List<String> HEAP = List.of("-Xmx320m");

    private final ClusterPlan plan;
    private final boolean quick;
    private final Path folder;
    private final List<CutProxy> proxies = new ArrayList<>();
    private final List<Child> children = new ArrayList<>();

    private BrokerProcesses(ClusterPlan plan, boolean quick, Path folder) {
        this.plan = plan;
        this.quick = quick;
        this.folder = folder;
    }

    /**
     * Starts them.
     *
     * @param cuttable whether the jobs reach them through proxies whose connections can be cut
     * @param quick whether they notice within seconds who is gone
     */
    static BrokerProcesses start(int count, boolean cuttable, boolean quick, Path folder) {
        BrokerProcesses brokers = new BrokerProcesses(ClusterPlan.ofNodes(count), quick, folder);
        for (int i = 0; cuttable && i < count; i++) {
            brokers.proxies.add(CutProxy.start());
        }
        for (int i = 0; i < count; i++) {
            brokers.children.add(brokers.launch(i));
        }
        return brokers;
    }

    private Child launch(int index) {
        String name = "broker-" + (index + 1);
        List<String> arguments = new ArrayList<>(List.of(
                plan.encode(),
                Integer.toString(index + 1),
                folder.resolve(name).toString(),
                folder.resolve(name + ".log").toString(),
                Boolean.toString(quick)));
        if (!proxies.isEmpty()) {
            CutProxy proxy = proxies.get(index);
            arguments.add(Integer.toString(proxy.targetPort()));
            arguments.add(Integer.toString(proxy.port()));
        }
        return Child.start(folder.resolve(name + ".out"), HEAP, BrokerMain.class, arguments);
    }

    /** For the harness itself, which no cut disturbs. */
    String bootstrapServers() {
        return plan.bootstrapServers();
    }

    /** For the jobs. */
    String bootstrapServersOfJobs() {
        return proxies.isEmpty()
                ? bootstrapServers()
                : proxies.stream().map(proxy -> "127.0.0.1:" + proxy.port()).collect(Collectors.joining(","));
    }

    /**
     * Drops every connection between the jobs and a broker, and refuses new ones for a while.
     *
     * @return how many were dropped
     */
    int cut(int index, Duration refuse) {
        return proxies.get(index).cut(refuse);
    }

    /**
     * SIGSTOP of all.
     *
     * @param longest after this time they are woken even if this process has died meanwhile
     * @return wakes them when run
     */
    Runnable stall(Duration longest) {
        List<Runnable> wakes =
                children.stream().map(child -> child.stall(longest)).toList();
        return () -> wakes.forEach(Runnable::run);
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
        proxies.forEach(CutProxy::close);
        children.forEach(Child::kill); // the run is over, and nobody reads their data again
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.Logging;
import dev.milena.app.broker.BrokerNode;
import dev.milena.app.broker.ClusterPlan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A broker as a process of its own: {@code PLAN NODE FOLDER LOG QUICK}, and where the jobs reach it
 * through a proxy, {@code PORT PROXYPORT}. Prints {@code READY}. Ends, cleanly, when its standard
 * input does, so that it never outlives whoever started it.
 */
public final class BrokerMain {
    /** Dead brokers and members are noticed in seconds, and even jobs with a short session may join. */
    private static final Map<String, String> QUICK = Map.of(
            "broker.session.timeout.ms", "4000",
            "broker.heartbeat.interval.ms", "500",
            "group.min.session.timeout.ms", "1000",
            "replica.lag.time.max.ms", "5000");

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        Logging.to(Logging.Detail.OPERATION, Path.of(arguments[3]));
        ClusterPlan plan = ClusterPlan.decode(arguments[0]);
        int id = Integer.parseInt(arguments[1]);
        Map<String, String> overrides = new HashMap<>(Boolean.parseBoolean(arguments[4]) ? QUICK : Map.of());
        if (arguments.length > 5) {
            overrides.putAll(BrokerNode.secondListener(
                    plan, id, "JOBS", Integer.parseInt(arguments[5]), Integer.parseInt(arguments[6])));
        }
        BrokerNode node = BrokerNode.start(plan, id, Path.of(arguments[2]), overrides);
        System.out.println("READY");
        EndOfInput.await();
        node.close();
        System.exit(0);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.Fault.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * When what is done to whom. The same options give the same schedule. Faults are spread evenly over the time in which
 * events are sent, each somewhere in its own slot, the kinds shuffled; the last slot ends with 95% of that time, so that
 * faults do not hit an application without work.
 */
final class FaultSchedule {
    private static final double USED_SHARE = 0.95;
    private static final double JITTER = 0.4;

    private FaultSchedule() {}

    static List<Fault> of(ChaosOptions options) {
        Random random = new Random(options.seed());
        List<Kind> kinds = new ArrayList<>();
        kinds.addAll(Collections.nCopies(options.faults().kills(), Kind.KILL));
        kinds.addAll(Collections.nCopies(options.faults().stops(), Kind.STOP));
        kinds.addAll(Collections.nCopies(options.faults().stalls(), Kind.STALL));
        kinds.addAll(Collections.nCopies(options.faults().bounces(), Kind.BOUNCE));
        kinds.addAll(Collections.nCopies(options.faults().cuts(), Kind.CUT));
        kinds.addAll(Collections.nCopies(options.faults().outages(), Kind.OUTAGE));
        kinds.addAll(Collections.nCopies(options.faults().pauses(), Kind.PAUSE));
        kinds.addAll(Collections.nCopies(options.faults().joins(), Kind.JOIN));
        Collections.shuffle(kinds, random);

        double slot = USED_SHARE * options.load().toMillis() / (kinds.size() + 1);
        int stopped = random.nextInt(options.instances());
        int joined = options.instances();
        int broker = random.nextInt(options.brokers());
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            long at = (long) (slot * (i + 1 + JITTER * random.nextDouble()));
            Kind kind = kinds.get(i);
            int target = random.nextInt(options.instances());
            long pause = 500L + random.nextInt(1_500);
            if (kind == Kind.STALL) {
                pause = options.faults().stall().toMillis();
            } else if (kind == Kind.STOP) {
                target = stopped++ % options.instances(); // by turns, as in a rolling restart
            } else if (kind == Kind.JOIN) {
                target = joined++;
                pause = 0;
            } else if (kind == Kind.CUT && !options.faults().cut().isZero()) {
                pause = options.faults().cut().toMillis();
            } else if (kind == Kind.PAUSE) {
                pause = options.faults().pause().toMillis();
            }
            if (kind == Kind.BOUNCE) {
                target = broker++ % options.brokers(); // by turns, so that every coordinator fails over
            } else if (kind.ofABroker()) {
                target %= options.brokers();
            }
            if (kind.killsABroker()) {
                pause += 6_000; // longer than a broker's session, so that its partitions and coordinators move
            }
            faults.add(new Fault(i + 1, kind, target, at, pause));
        }
        return faults;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.batch;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch to which items are added as long as that raises its worth: real tokens over what the model spends, which is
 * every item padded to the longest, and the overhead of a call. So a batch that is nearly empty takes whatever waits,
 * and the fuller it is, the nearer in length an item has to be. Not thread-safe.
 */
final class GrowingBatch<I, O> {

    private final Budget budget;
    private final List<QueuedItem<I, O>> items = new ArrayList<>();
    private long sum;
    private int longest;

    GrowingBatch(Budget budget) {
        this.budget = budget;
    }

    List<QueuedItem<I, O>> items() {
        return items;
    }

    /** Takes an item of the flow whose turn it is, whatever it is worth. */
    void start(Lane<I, O> lane) {
        add(lane.takeFirst());
    }

    /** Takes what raises the worth. A flood only fills what nobody waits for: a longer batch would keep the others waiting. */
    void fillFrom(Lane<I, O> lane) {
        Lane<I, O>.Lengths others = lane.lengthsBesideAFlood();
        fillFrom(lane, others);
        if (others.isEmpty()) {
            fillFrom(lane, lane.lengths());
        }
    }

    /** Takes that first which needs the least padding; of one length by turns. */
    private void fillFrom(Lane<I, O> lane, Lane<I, O>.Lengths lengths) {
        int shorter = lengths.atMost(longest);
        int longer = lengths.longerThan(longest);
        while (true) {
            boolean takesShorter = helps(shorter);
            boolean takesLonger = helps(longer);
            if (takesShorter && takesLonger) {
                takesShorter = longest - shorter <= (long) items.size() * (longer - longest);
            } else if (!takesShorter && !takesLonger) {
                return;
            }
            if (takesShorter) {
                add(lane.take(shorter));
                shorter = lengths.atMost(shorter);
            } else {
                add(lane.take(longer));
                longer = lengths.longerThan(longer - 1);
            }
        }
    }

    private void add(QueuedItem<I, O> item) {
        items.add(item);
        sum += item.tokens();
        longest = Math.max(longest, item.tokens());
    }

    /** Whether there is an item of this length (0 says that there is none), it fits, and the batch is worth more with it. */
    private boolean helps(int length) {
        int texts = items.size() + 1;
        int padded = Math.max(longest, length);
        return length > 0
                && budget.allows(texts, padded)
                && (sum + length) / budget.cost(texts, padded) >= sum / budget.cost(items.size(), longest);
    }
}

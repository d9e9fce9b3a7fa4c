// SPDX-License-Identifier: Apache-2.0
package howto;

import dev.milena.salience.Candidate;
import dev.milena.salience.Salience;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The texts of a window that say most of what all say, within a number of characters. */
public final class Highlights {
    private Highlights() {}

    static List<String> of(List<String> newestFirst, int characters) {
        List<Candidate> candidates = new ArrayList<>();
        for (String text : newestFirst) {
            candidates.add(new Candidate(text, 1.0 / (1 + candidates.size())));
        }
        AtomicInteger room = new AtomicInteger(characters);
        List<Integer> chosen = Salience.defaults().choose(candidates, index -> {
            int length = newestFirst.get(index).length();
            return room.getAndUpdate(left -> length <= left ? left - length : left) >= length;
        });
        return chosen.stream().map(newestFirst::get).toList();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.app.chaos.job.SimulatedModel;
import dev.milena.app.demo.Samples;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** The events of a run: a pure function of the seed and the event's number. Immutable, any thread. */
final class ChaosTexts {
    private static final String[] WORDS = {"the", "river", "carries", "old", "stones", "to", "a", "quiet", "harbour"};
    private static final int LONGEST = 40;

    private final ChaosOptions options;
    private final List<String> samples;

    ChaosTexts(ChaosOptions options) {
        this.options = options;
        this.samples = options.bundle() == null ? List.of() : Samples.all();
    }

    private Random random(int number) {
        Random random = new Random(options.seed() * 31 + number);
        random.nextInt(); // the first numbers of neighbouring seeds resemble each other
        return random;
    }

    String key(int number) {
        return "k" + random(number).nextInt(options.keys());
    }

    /** The whole text of an event. */
    String text(int number) {
        return String.join(" ", sentences(number));
    }

    /** With the test engine no two are the same; with a real bundle they are sentences that a person could write. */
    List<String> sentences(int number) {
        Random random = random(number);
        random.nextInt();
        if (options.sentences() == 1) {
            return List.of(sentence(random, "event " + number, true));
        }
        int count = (int) Math.exp(random.nextDouble() * Math.log(options.sentences() + 1));
        return IntStream.range(0, count)
                .mapToObj(i -> sentence(random, "Event " + number + " part " + i, i == 0) + " home.")
                .toList();
    }

    private String sentence(Random random, String name, boolean mayBePoison) {
        if (options.bundle() != null) {
            return samples.get(random.nextInt(samples.size()));
        }
        boolean poison = mayBePoison && random.nextInt(1_000) < options.engine().poisonPerMille();
        StringBuilder text = new StringBuilder(poison ? SimulatedModel.POISON + " " + name : name);
        int words = random.nextInt(10) == 0 ? LONGEST : 1 + random.nextInt(12);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.schemas.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The shipped abstracts that are read out sentence by sentence, which no model was trained on (see NOTICE). */
final class Papers {
    private static final String RESOURCE = "papers.txt";
    private static final String HEAD = "# ";

    private Papers() {}

    /** All of them, in order. */
    static List<Paper> all() {
        List<Paper> papers = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        String[] head = {};
        for (String line : Samples.lines(RESOURCE)) {
            if (line.startsWith(HEAD)) {
                add(papers, head, sentences);
                head = line.substring(HEAD.length()).split("\t", 2);
                sentences.clear();
            } else {
                sentences.add(line);
            }
        }
        add(papers, head, sentences);
        return papers;
    }

    private static void add(List<Paper> papers, String[] head, List<String> sentences) {
        if (!sentences.isEmpty()) {
            papers.add(new Paper(head[0], head[1], sentences));
        }
    }

    /** The first {@code count}, from the start again under other keys when there are fewer. */
    static List<Paper> take(List<Paper> papers, int count) {
        List<Paper> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Paper paper = papers.get(i % papers.size());
            int round = i / papers.size() + 1;
            taken.add(round == 1 ? paper : paper.as(paper.key() + "-" + round));
        }
        return taken;
    }

    /**
     * Their sentences as they are read out: a sentence of each reader in turn, and where a paper ends its reader takes the next.
     *
     * @param readers how many read at once
     */
    static List<Sample> readOut(List<Paper> papers, int readers) {
        Deque<Paper> waiting = new ArrayDeque<>(papers);
        List<Reading> reading = new ArrayList<>();
        List<Sample> samples = new ArrayList<>();
        while (!waiting.isEmpty() || !reading.isEmpty()) {
            while (reading.size() < readers && !waiting.isEmpty()) {
                Paper next = waiting.remove();
                reading.add(new Reading(next.key(), next.sentences().iterator()));
            }
            for (Reading each : reading) {
                samples.add(new Sample(each.key(), each.sentences().next(), Task.SUMMARIZATION));
            }
            reading.removeIf(each -> !each.sentences().hasNext());
        }
        return samples;
    }

    private record Reading(String key, Iterator<String> sentences) {}
}

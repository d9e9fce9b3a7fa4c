// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.release;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets entries leave in the order in which those of the same line entered, whatever the order in which they are
 * finished; lines overtake each other. All operations take constant time. One thread.
 *
 * @param <L> identity of a line, compared with {@code equals}
 * @param <E> an entry
 */
public final class OrderedRelease<L, E> {

    private final Map<L, Line<L, E>> lines = new HashMap<>();
    private final Deque<Line<L, E>> ready = new ArrayDeque<>();

    private int size;

    /** Puts an entry at the end of its line. */
    public Ticket<L, E> enter(L line, E entry) {
        Line<L, E> waiting = lines.computeIfAbsent(line, Line::new);
        Ticket<L, E> ticket = new Ticket<>(waiting, entry);
        waiting.tickets.addLast(ticket);
        size++;
        return ticket;
    }

    /**
     * Says that an entry may leave as soon as it heads its line.
     *
     * @throws IllegalStateException when that was said before
     */
    public void finish(Ticket<L, E> ticket) {
        if (ticket.finished) {
            throw new IllegalStateException("An entry is finished twice: " + ticket.entry);
        }
        ticket.finished = true;
        if (ticket.line.tickets.peekFirst() == ticket) {
            ready.addLast(ticket.line);
        }
    }

    /** Takes out the next entry that may leave; null when there is none. */
    @Nullable
    public E poll() {
        Line<L, E> line = ready.pollFirst();
        if (line == null) {
            return null;
        }
        Ticket<L, E> released = line.tickets.removeFirst();
        size--;
        Ticket<L, E> head = line.tickets.peekFirst();
        if (head == null) {
            lines.remove(line.identity);
        } else if (head.finished) {
            ready.addLast(line);
        }
        return released.entry;
    }

    /** The entries of a line, the one that entered last first. */
    public Iterator<E> latestFirst(L line) {
        Line<L, E> waiting = lines.get(line);
        Iterator<Ticket<L, E>> tickets =
                waiting == null ? Collections.emptyIterator() : waiting.tickets.descendingIterator();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return tickets.hasNext();
            }

            @Override
            public E next() {
                return tickets.next().entry;
            }
        };
    }

    /** Whether a line has entries. */
    public boolean holds(L line) {
        return lines.containsKey(line);
    }

    /** Entries that have entered and not left. */
    public int size() {
        return size;
    }

    /** Lines with at least one entry. */
    public int lines() {
        return lines.size();
    }

    /** The place of one entry. */
    public static final class Ticket<L, E> {
        private final Line<L, E> line;
        private final E entry;
        private boolean finished;

        private Ticket(Line<L, E> line, E entry) {
            this.line = line;
            this.entry = entry;
        }

        E entry() {
            return entry;
        }
    }

    private static final class Line<L, E> {
        private final L identity;
        private final Deque<Ticket<L, E>> tickets = new ArrayDeque<>();

        private Line(L identity) {
            this.identity = identity;
        }
    }
}

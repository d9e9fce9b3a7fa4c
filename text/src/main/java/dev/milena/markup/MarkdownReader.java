// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import dev.milena.protection.MarkedText;
import dev.milena.protection.Spelling;
import dev.milena.protection.Tag;
import java.util.List;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Block;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.HardLineBreak;
import org.commonmark.node.Heading;
import org.commonmark.node.HtmlInline;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.IncludeSourceSpans;
import org.commonmark.parser.Parser;

/** Reads Markdown with commonmark-java, which says where each node stands. What is no word of a paragraph is a mark. */
final class MarkdownReader {
    private static final int MAX_DEPTH = 100;

    private static final Pattern HARD_BREAK = Pattern.compile("(?: {2,}|\\\\)\\R[\\s>]*");

    private static final Spelling SPELLING =
            codePoint -> "\\`*_[]<|".indexOf(codePoint) >= 0 ? "\\" + Character.toString(codePoint) : null;

    private static final Parser PARSER = Parser.builder()
            .extensions(List.of(TablesExtension.create()))
            .includeSourceSpans(IncludeSourceSpans.BLOCKS_AND_INLINES)
            .maxOpenBlockParsers(MAX_DEPTH)
            .maxInlineNesting(MAX_DEPTH)
            .build();

    private final String text;
    private final MarkedText marked;
    private final Coverage covered;
    private final Coverage sentences;
    private int pairs;

    MarkdownReader(String text) {
        this.text = text;
        this.marked = new MarkedText(text, SPELLING);
        this.covered = new Coverage(text.length());
        this.sentences = new Coverage(text.length());
    }

    MarkedText read() {
        Node node = PARSER.parse(text);
        while (node != null) {
            enter(node);
            Node next = node.getFirstChild();
            if (next == null || isWhole(node)) {
                next = node.getNext();
                for (Node up = node.getParent(); next == null && up != null; up = up.getParent()) {
                    next = up.getNext();
                }
            }
            node = next;
        }
        covered.gaps(this::gap);
        return marked;
    }

    private void enter(Node node) {
        if (node instanceof Paragraph || node instanceof Heading || node instanceof TableCell) {
            if (node.getFirstChild() != null) {
                sentences.add(start(node.getFirstChild()), end(node.getLastChild()));
            }
            return;
        }
        if (node instanceof Block || node instanceof CustomNode) {
            return;
        }
        if (node.getSourceSpans().isEmpty()) {
            return;
        }
        if (node instanceof Text words) {
            words(words);
        } else if (node instanceof Code || isWhole(node)) {
            covered.add(start(node), end(node));
            marked.keep(start(node), end(node));
        } else if (node instanceof HtmlInline) {
            covered.add(start(node), end(node));
            marked.tag(start(node), end(node));
        } else if (node instanceof HardLineBreak) {
            covered.add(start(node), end(node));
            marked.block(start(node), end(node));
        } else if (!(node instanceof SoftLineBreak) && node.getFirstChild() != null) {
            String name = "pair " + pairs++;
            mark(start(node), start(node.getFirstChild()), new Tag(name, true));
            mark(end(node.getLastChild()), end(node), new Tag(name, false));
        }
    }

    /** Whether a node stays as it is with all that is in it: an address in angle brackets. */
    private boolean isWhole(Node node) {
        return node instanceof Link && !node.getSourceSpans().isEmpty() && text.charAt(start(node)) == '<';
    }

    private void words(Text words) {
        int start = start(words);
        int end = withoutSpaces(start, end(words), words.getLiteral());
        if (!References.takeDown(text, start, end, words.getLiteral(), true, marked)) {
            marked.keep(start, end);
        }
        covered.add(start, end);
    }

    /** Spaces before the end of a line are no part of a text, though its place has them. */
    private int withoutSpaces(int start, int end, String literal) {
        int last = end;
        boolean ends = literal.endsWith(" ");
        while (!ends && last > start && text.charAt(last - 1) == ' ') {
            last--;
        }
        return last;
    }

    private void mark(int start, int end, Tag tag) {
        if (start < end) {
            covered.add(start, end);
            marked.mark(start, end, List.of(tag));
        }
    }

    /** Within a paragraph, the end of a line and what stands before the next one is a space. */
    private void gap(int start, int end) {
        if (!sentences.has(start)) {
            marked.block(start, end);
        } else if (HARD_BREAK.matcher(text).region(start, end).matches()) {
            marked.block(start, end);
        } else if (text.substring(start, end).isBlank()) {
            covered.add(start, end);
        } else if (text.substring(start, end).lines().count() > 1) {
            marked.spelled(start, end, " ");
        } else {
            marked.mark(start, end, List.of());
        }
    }

    private static int start(Node node) {
        List<SourceSpan> spans = node.getSourceSpans();
        return spans.isEmpty() ? 0 : spans.get(0).getInputIndex();
    }

    private static int end(Node node) {
        List<SourceSpan> spans = node.getSourceSpans();
        if (spans.isEmpty()) {
            return 0;
        }
        SourceSpan last = spans.get(spans.size() - 1);
        return last.getInputIndex() + last.getLength();
    }
}

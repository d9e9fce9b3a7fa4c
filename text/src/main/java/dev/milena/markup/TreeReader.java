// SPDX-License-Identifier: Apache-2.0
package dev.milena.markup;

import dev.milena.protection.MarkedText;
import dev.milena.protection.Spelling;
import dev.milena.protection.Tag;
import dev.milena.protection.Tags;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.CDataNode;
import org.jsoup.nodes.Comment;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.Range;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** Reads HTML and XML with jsoup, which says where each node stands. What the parser does not account for is a mark. */
final class TreeReader implements NodeVisitor {
    /** Deeper elements are read as siblings, which changes nothing of the text. */
    private static final int MAX_DEPTH = 512;

    private static final int NONE = -1;

    /** Words of a sentence that are not of its language. */
    private static final Set<String> CODE = Set.of("code", "kbd", "samp", "tt", "var");

    /** Nothing in them is for readers. */
    private static final Set<String> OPAQUE = Set.of(
            "iframe", "math", "noembed", "noframes", "object", "pre", "script", "style", "svg", "template", "xmp");

    /** Of words between tags. */
    static final Spelling SPELLING = codePoint -> switch (codePoint) {
        case '<' -> "&lt;";
        case '>' -> "&gt;";
        case '&' -> "&amp;";
        default -> null;
    };

    private final String text;
    private final boolean xml;
    private final MarkedText marked;
    private final Coverage covered;

    /** Depth of the element that is left alone; NONE outside of one. */
    private int opaque = NONE;

    private int lastEnd;

    TreeReader(String text, boolean xml) {
        this.text = text;
        this.xml = xml;
        this.marked = new MarkedText(text, SPELLING);
        this.covered = new Coverage(text.length());
    }

    MarkedText read() {
        Parser parser = xml ? Parser.xmlParser() : Parser.htmlParser();
        NodeTraversor.traverse(
                this, parser.setMaxDepth(MAX_DEPTH).setTrackPosition(true).parseInput(text, ""));
        covered.gaps((start, end) -> marked.mark(start, end, List.of()));
        return marked;
    }

    @Override
    public void head(Node node, int depth) {
        Range range = node.sourceRange();
        if (!range.isTracked() || range.isImplicit()) {
            return;
        }
        lastEnd = Math.max(lastEnd, range.endPos());
        if (opaque != NONE) {
            return;
        }
        if (node instanceof Element element) {
            if (isLeftAlone(element)) {
                opaque = depth;
            } else {
                tag(element, range, true);
                AttributeValues.takeDown(text, element, xml, marked);
            }
        } else if (node instanceof TextNode words && !(node instanceof CDataNode)) {
            words(words, range);
        } else if (node instanceof Comment) {
            mark(range.startPos(), range.endPos(), List.of());
        } else {
            block(range.startPos(), range.endPos());
        }
    }

    @Override
    public void tail(Node node, int depth) {
        Range end = node instanceof Element element ? element.endSourceRange() : node.sourceRange();
        boolean hasEnd = end.isTracked() && !end.isImplicit();
        if (hasEnd) {
            lastEnd = Math.max(lastEnd, end.endPos());
        }
        if (opaque == depth) {
            opaque = NONE;
            leaveAlone((Element) node, hasEnd ? end.endPos() : lastEnd);
        } else if (opaque == NONE
                && hasEnd
                && node instanceof Element element
                && end.startPos() >= element.sourceRange().endPos()
                && end.endPos() > end.startPos()) {
            tag(element, end, false);
        }
    }

    private void leaveAlone(Element element, int end) {
        int start = element.sourceRange().startPos();
        covered.add(start, end);
        if (isBlock(element)) {
            marked.block(start, end);
        } else {
            marked.keep(start, end);
        }
    }

    private void tag(Element element, Range range, boolean opens) {
        if (isBlock(element)) {
            block(range.startPos(), range.endPos());
            return;
        }
        Range end = element.endSourceRange();
        boolean hasPartner = end.isTracked()
                && !end.isImplicit()
                && end.startPos() >= element.sourceRange().endPos();
        mark(range.startPos(), range.endPos(), hasPartner ? List.of(new Tag(element.tagName(), opens)) : List.of());
    }

    private void words(TextNode words, Range range) {
        int start = range.startPos();
        int end = range.endPos();
        if (References.takeDown(text, start, end, words.getWholeText(), false, marked)) {
            covered.add(start, end);
        } else {
            block(start, end);
        }
    }

    private void mark(int start, int end, List<Tag> tags) {
        covered.add(start, end);
        marked.mark(start, end, tags);
    }

    private void block(int start, int end) {
        covered.add(start, end);
        marked.block(start, end);
    }

    private boolean isLeftAlone(Element element) {
        String translate = element.attr("translate").strip().toLowerCase(Locale.ROOT);
        if (translate.equals("no") || element.hasClass("notranslate")) {
            return true;
        }
        String name = element.normalName();
        return !xml && (CODE.contains(name) || OPAQUE.contains(name));
    }

    /** In XML names say nothing: what stands among words is part of their sentence. */
    private boolean isBlock(Element element) {
        if (!xml) {
            return Tags.endsBlock(element.normalName()) || OPAQUE.contains(element.normalName());
        }
        Node parent = element.parentNode();
        if (parent == null) {
            return true;
        }
        for (Node sibling = parent.firstChild(); sibling != null; sibling = sibling.nextSibling()) {
            if (sibling instanceof TextNode words && !words.isBlank()) {
                return false;
            }
        }
        return true;
    }
}

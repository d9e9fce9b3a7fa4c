// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.SplitAt;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.TextSpan;
import dev.milena.masking.Capitals;
import dev.milena.masking.Masked;
import dev.milena.protection.ProtectedText;
import dev.milena.segmentation.Cut;
import dev.milena.segmentation.Segmenter;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides one text: a segment that has more tokens than its model takes is cut in two near its middle, and its halves again,
 * until each fits. Not thread-safe.
 */
final class Division {
    private final Documents settings;
    private final TextRequest request;
    private final ProtectedText kept;
    private final ModelInfo model;
    private final Capitals capitals;

    /** In one line, and with words in the places of protected pieces. */
    private final String filled;

    private final Preparation preparation;
    private final Segmenter segmenter;
    private final int mostCharacters;
    private final List<Segment> segments = new ArrayList<>();

    /** Where the text stands in the one that is answered, and how many segments that has already. */
    private final int offset;

    private final int number;

    /**
     * @param offset where the text stands in the one that is answered
     * @param number how many segments that has already
     */
    Division(Documents settings, ProtectedText kept, Asking asking, int offset, int number) {
        this.settings = settings;
        this.request = asking.request();
        this.kept = kept;
        this.model = asking.model();
        this.capitals = asking.capitals();
        this.filled = Segmenter.inOneLine(kept.filled());
        this.preparation = asking.preparation();
        this.segmenter = asking.segmenter();
        this.offset = offset;
        this.number = number;
        this.mostCharacters = TokenCount.mostCharacters(model);
    }

    /** The segments so far. A text that has only one keeps its identity, so that it draws the same tokens as alone. */
    List<Segment> segments() {
        return segments;
    }

    /**
     * Adds a segment, in as many pieces as it takes.
     *
     * @param end where it ends
     * @throws TextRefusedException when the text is refused as a whole
     */
    void add(TextSpan source, SplitAt end) throws TextRefusedException {
        Masked masked = Masked.of(kept, source, model.standIns(), capitals);
        if (masked.isAllProtected()) {
            return;
        }
        TextRefusedException tooLong = null;
        if (masked.text().length() <= mostCharacters) {
            try {
                PreparedText prepared = preparation.prepare(request(Segmenter.inOneLine(masked.text())));
                if (prepared.sourceCut() == null) {
                    keep(Segment.asked(source, end, prepared, masked));
                    return;
                }
            } catch (TextRefusedException e) {
                if (e.code() != RefusalCode.TOO_MANY_TOKENS) {
                    refuse(source, end, e);
                    return;
                }
                tooLong = e;
            }
        }
        Cut cut = segmenter.cut(filled, source);
        if (cut == null) {
            refuse(source, end, tooLong == null ? unsplittable() : tooLong);
            return;
        }
        addHalf(Segmenter.said(filled, source.start(), cut.position()), cut.at());
        addHalf(Segmenter.said(filled, cut.position(), source.end()), end);
    }

    /**
     * Adds the whole text as its only segment, whatever there is in it.
     *
     * @throws TextRefusedException when it is refused
     */
    void addWhole() throws TextRefusedException {
        TextSpan all = new TextSpan(0, kept.text().length());
        Masked masked = Masked.of(kept, all, model.standIns(), capitals);
        keep(Segment.asked(all, SplitAt.SENTENCE, preparation.prepare(request(masked.text())), masked));
    }

    private void addHalf(TextSpan half, SplitAt end) throws TextRefusedException {
        if (half.start() < half.end()) {
            add(half, end);
        }
    }

    private TextRequest request(String piece) {
        return request.withText(piece).identifiedBy(identity());
    }

    private String identity() {
        int segment = number + segments.size();
        return segment == 0 || request.identity().isEmpty() ? request.identity() : request.identity() + "#" + segment;
    }

    private void refuse(TextSpan source, SplitAt end, TextRefusedException refusal) throws TextRefusedException {
        if (!TokenCount.isOfAPiece(refusal)) {
            throw refusal;
        }
        if (settings.badSegments() == BadSegments.REFUSE) {
            boolean isAll = offset == 0 && source.start() == 0 && source.end() == filled.length();
            throw isAll
                    ? refusal
                    : Document.ofSegment(
                            Integer.toString(number + segments.size() + 1),
                            new TextSpan(source.start() + offset, source.end() + offset),
                            refusal);
        }
        keep(Segment.refused(source, end, refusal));
    }

    private void keep(Segment segment) throws TextRefusedException {
        if (number + segments.size() == settings.maxSegments()) {
            throw settings.tooMany(request.text().length());
        }
        segments.add(segment);
    }

    private static TextRefusedException unsplittable() {
        return new TextRefusedException(
                RefusalCode.TOO_MANY_TOKENS,
                "one character as readers see it has more code units than the tokens of the model can spell; send a text"
                        + " without such heaps of combining marks");
    }
}

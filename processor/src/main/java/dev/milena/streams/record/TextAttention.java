// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.record;

import dev.milena.api.AnsweredSegment;
import dev.milena.api.ModelInfo;
import dev.milena.api.TokenAttention;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the tokens of one answer looked at the tokens of their text; of a text that was answered in segments, those of one
 * segment, with spans in the whole text and the whole answer. Immutable.
 *
 * @param text place of the text among those of its record, from 0
 * @param segment place of the segment among {@code Answer.segments}, from 0; 0 where the text was answered as one
 * @param model who answered
 * @param attention the attention
 */
public record TextAttention(int text, int segment, ModelInfo model, TokenAttention attention) {

    /**
     * All there is of an answer, in order; none where the model does not say.
     *
     * @param text place of the text among those of its record, from 0
     */
    public static List<TextAttention> of(int text, TextResult.Answered answered) {
        List<TextAttention> all = new ArrayList<>();
        add(all, text, 0, answered, answered.answer().attention());
        List<AnsweredSegment> segments = answered.answer().segments();
        for (int i = 0; i < segments.size(); i++) {
            add(all, text, i, answered, segments.get(i).attention());
        }
        return all;
    }

    private static void add(
            List<TextAttention> all,
            int text,
            int segment,
            TextResult.Answered answered,
            @Nullable TokenAttention attention) {
        if (attention != null) {
            all.add(new TextAttention(text, segment, answered.model(), attention));
        }
    }
}

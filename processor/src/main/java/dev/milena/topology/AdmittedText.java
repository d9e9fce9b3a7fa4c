// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRequest;
import dev.milena.schemas.TextEvent;
import org.jspecify.annotations.Nullable;

/**
 * An event that passed every check. Immutable.
 *
 * @param event the decoded event
 * @param lane the model that shall answer
 * @param text the text as that model prepared it
 */
record AdmittedText(TextEvent event, ModelLane lane, PreparedText text) {

    /** Rough heap bytes beyond the event's own: two copies of its texts at most, and the tokens. */
    long bytes() {
        TextRequest request = text.request();
        return 4L * (request.text().length() + length(request.targetPrefix()) + length(request.targetText()))
                + 64L * text.sourceTokens().size()
                + 24L * text.givenIds().size();
    }

    private static int length(@Nullable String target) {
        return target == null ? 0 : target.length();
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "AdmittedText[" + lane.model().info().name() + ", " + text + "]";
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.PreparedText;
import dev.milena.schemas.TextEvent;

/**
 * An event that passed every check. Immutable.
 *
 * @param event the decoded event
 * @param lane the model that shall answer
 * @param text the text as that model prepared it
 */
record AdmittedText(TextEvent event, ModelLane lane, PreparedText text) {

    /** Rough heap bytes beyond the event's own: two copies of the text at most, and the tokens. */
    long bytes() {
        return 4L * text.request().text().length() + 64L * text.sourceTokens().size();
    }

    /** Never shows the text. */
    @Override
    public String toString() {
        return "AdmittedText[" + lane.model().info().name() + ", " + text + "]";
    }
}

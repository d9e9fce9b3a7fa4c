// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.streams.internals.outage.Blame;
import dev.milena.streams.windows.TextWindow;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a model is asked about windows, by the user's function. Any thread that the function allows.
 *
 * @param stage name of the stage, for errors
 * @param function makes the request of a window's text
 */
record WindowRequests(String stage, UnaryOperator<TextRequest> function) {

    /** The request about a window; none about one that holds nothing readable. */
    List<TextRequest> of(TextWindow window) throws TextRefusedException {
        return window.isEmpty() ? List.of() : List.of(asked(TextRequest.of(window.joined())));
    }

    private TextRequest asked(TextRequest text) throws TextRefusedException {
        @Nullable TextRequest asked;
        try {
            asked = Blame.on(
                            "The function of request(...) of '" + stage + "'",
                            () -> Optional.ofNullable(function.apply(text)))
                    .orElse(null);
        } catch (Blame.RecordFailure e) {
            throw refused("failed: " + e.described() + "; let it take the request of any window");
        }
        if (asked == null) {
            throw refused("returned null; let it return the request that it is given, or one made of it");
        }
        return asked;
    }

    private TextRefusedException refused(String why) {
        return new TextRefusedException(
                RefusalCode.EXTRACTION_FAILED, "The function of request(...) of '" + stage + "' " + why);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.document;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;

/** A model's way to prepare a text, such as {@code TextModel::prepare}. The same request is prepared in the same way. */
@FunctionalInterface
public interface Preparation {
    /**
     * Resolves languages, tokenizes and checks limits.
     *
     * @throws TextRefusedException when the model can never answer the request
     */
    PreparedText prepare(TextRequest request) throws TextRefusedException;
}

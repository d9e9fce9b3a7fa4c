// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import dev.milena.schemas.EnrichedText;

/** {@link EnrichedText} as plain JSON. */
public final class EnrichedTextJsonSerde extends JsonSerde<EnrichedText> {

    /** Made by class name, so without arguments. */
    public EnrichedTextJsonSerde() {
        super(EnrichedText.class, EnrichedText.getClassSchema());
    }
}

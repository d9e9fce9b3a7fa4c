// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import dev.milena.schemas.TextEvent;

/** {@link TextEvent} as plain JSON. */
public final class TextEventJsonSerde extends JsonSerde<TextEvent> {

    /** Made by class name, so without arguments. */
    public TextEventJsonSerde() {
        super(TextEvent.class, TextEvent.getClassSchema());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.TextEvent;

/** {@link TextEvent} in Avro single-object encoding; the default of its topic. */
public final class TextEventSerde extends AvroSerde<TextEvent> {

    /** Made by class name, so without arguments. */
    public TextEventSerde() {
        super(TextEvent.getClassSchema());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.EnrichedText;

/** {@link EnrichedText} in Avro single-object encoding; the default of its topic. */
public final class EnrichedTextSerde extends AvroSerde<EnrichedText> {

    /** Made by class name, so without arguments. */
    public EnrichedTextSerde() {
        super(EnrichedText.getClassSchema());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.DeadLetter;

/** {@link DeadLetter} in Avro single-object encoding; the default of its topic. */
public final class DeadLetterSerde extends AvroSerde<DeadLetter> {

    /** Made by class name, so without arguments. */
    public DeadLetterSerde() {
        super(DeadLetter.getClassSchema());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import dev.milena.schemas.DeadLetter;

/** {@link DeadLetter} as plain JSON. */
public final class DeadLetterJsonSerde extends JsonSerde<DeadLetter> {

    /** Made by class name, so without arguments. */
    public DeadLetterJsonSerde() {
        super(DeadLetter.class, DeadLetter.getClassSchema());
    }
}

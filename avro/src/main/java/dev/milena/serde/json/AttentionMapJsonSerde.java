// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde.json;

import dev.milena.schemas.AttentionMap;

/** {@link AttentionMap} as plain JSON. */
public final class AttentionMapJsonSerde extends JsonSerde<AttentionMap> {

    /** Made by class name, so without arguments. */
    public AttentionMapJsonSerde() {
        super(AttentionMap.class, AttentionMap.getClassSchema());
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.serde;

import dev.milena.schemas.AttentionMap;

/** {@link AttentionMap} in Avro single-object encoding; the default of its topic. */
public final class AttentionMapSerde extends AvroSerde<AttentionMap> {

    /** Made by class name, so without arguments. */
    public AttentionMapSerde() {
        super(AttentionMap.getClassSchema());
    }
}

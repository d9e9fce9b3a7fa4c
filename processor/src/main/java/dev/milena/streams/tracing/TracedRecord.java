// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.tracing;

import dev.milena.streams.record.SourceCoordinates;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;

/**
 * A record as a {@link RecordTracer} sees it. Immutable but for its headers.
 *
 * @param stage name of the enrichment
 * @param id tells it from every other record of the process, the same when it is read again
 * @param source the record of a topic that it comes from, where that is known
 * @param headers a copy of those that it came with
 */
@SuppressWarnings("OptionalUsedAsFieldOrParameterType") // a record's component is also its accessor
public record TracedRecord(String stage, String id, Optional<SourceCoordinates> source, Headers headers) {}

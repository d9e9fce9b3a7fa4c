// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;

/** Right behind the source: takes the mark of the timestamp extractor off, and opens the serdes. Stream thread. */
final class EventNode extends ContextualFixedKeyProcessor<byte[], byte[], SourceEvent> {
    private final TopicSerdes.OfThread serdes;
    private boolean begun;

    EventNode(TopicSerdes.OfThread serdes) {
        this.serdes = serdes;
    }

    @Override
    public void init(org.apache.kafka.streams.processor.api.FixedKeyProcessorContext<byte[], SourceEvent> taskContext) {
        super.init(taskContext);
        serdes.begin();
        begun = true;
    }

    @Override
    public void process(FixedKeyRecord<byte[], byte[]> record) {
        Headers headers = record.headers();
        Long original = SourceTimestampExtractor.mark(headers);
        context()
                .forward(record.withValue(new SourceEvent(record.value(), original))
                        .withHeaders(original == null ? headers : SourceTimestampExtractor.withoutMark(headers)));
    }

    @Override
    public void close() {
        if (begun) {
            begun = false;
            serdes.end();
        }
    }
}

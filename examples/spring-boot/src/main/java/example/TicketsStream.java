// SPDX-License-Identifier: Apache-2.0
package example;

import dev.milena.streams.Models;
import org.apache.kafka.streams.StreamsBuilder;
import org.springframework.stereotype.Component;

/** Gives the topology to Spring, which starts and stops it. */
@Component
class TicketsStream {
    TicketsStream(StreamsBuilder builder, Models models) {
        Tickets.define(builder, models);
    }
}

package tickets;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serdes;

/** Tickets as JSON. */
public final class TicketSerde extends Serdes.WrapperSerde<Ticket> {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    public TicketSerde() {
        super((topic, ticket) -> write(ticket), (topic, bytes) -> read(bytes));
    }

    private static byte[] write(Ticket ticket) {
        try {
            return ticket == null ? null : MAPPER.writeValueAsBytes(ticket);
        } catch (IOException e) {
            throw new SerializationException("The ticket cannot be written as JSON", e);
        }
    }

    private static Ticket read(byte[] bytes) {
        try {
            return bytes == null ? null : MAPPER.readValue(bytes, Ticket.class);
        } catch (IOException e) {
            throw new SerializationException("The value is not the JSON of a ticket"); // no cause: it repeats the value
        }
    }
}

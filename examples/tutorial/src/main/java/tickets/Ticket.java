package tickets;

public record Ticket(String body, String german) {
    public static Ticket of(String body) {
        return new Ticket(body, null);
    }

    Ticket inGerman(String text) {
        return new Ticket(body, text);
    }
}

// SPDX-License-Identifier: Apache-2.0
package example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A model behind HTTP: {@code POST /answer} takes {@code {"texts": [...]}} and gives {@code {"answers": [...]}}, one a text
 * in order; {@code GET /health} says 200 while the service works.
 *
 * <p>What matters in a model of your own:
 *
 * <ul>
 *   <li>{@code prepare} refuses what can never be answered, at once and for its own reason.
 *   <li>{@code answer} throws when a batch fails, for whatever reason. Milena halves the batch, and asks {@code check}
 *       when a text fails alone: where the service works, the text is to blame and is refused; where it does not, records
 *       wait while {@code rebuild} is tried again and again.
 *   <li>Every call has a time limit of its own, shorter than {@code milena.stall.limit.ms}.
 *   <li>No message holds a text.
 * </ul>
 */
public final class RemoteTextModel implements TextModel {
    private static final int MAX_WORDS = 500;
    private static final int CALLS = 4;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI service;
    private final Duration timeout;
    private final HttpClient client;
    private final ModelInfo info;

    public RemoteTextModel(String name, URI service, Duration timeout) {
        this.service = service;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
        this.info = new ModelInfo(name, "1", "", "translation", List.of("en"), List.of("de"), MAX_WORDS, 2 * MAX_WORDS);
    }

    @Override
    public ModelInfo info() {
        return info;
    }

    /** The service takes several requests at a time. */
    @Override
    public int calls() {
        return CALLS;
    }

    @Override
    public PreparedText prepare(TextRequest request) throws TextRefusedException {
        WellFormedText.check(request.text());
        List<Token> words = words(request.text());
        if (words.size() > MAX_WORDS) {
            throw new TextRefusedException(
                    RefusalCode.TOO_MANY_TOKENS,
                    "The text has " + words.size() + " words, the service takes " + MAX_WORDS + "; split it");
        }
        return new PreparedText(request, words, "en", "de", info.maxNewTokens());
    }

    /** Lengths are what batches are made by, so words will do. */
    private static List<Token> words(String text) {
        List<Token> words = new ArrayList<>();
        int start = 0;
        for (String word : text.split(" ", -1)) {
            words.add(new Token(0, word, start, start + word.length()));
            start += word.length() + 1;
        }
        return words;
    }

    @Override
    public List<Answer> answer(List<PreparedText> batch) {
        ObjectNode body = JSON.createObjectNode();
        batch.forEach(text -> body.withArray("texts").add(text.request().text()));
        JsonNode answers = send(HttpRequest.newBuilder(service.resolve("/answer"))
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString())))
                .path("answers");
        List<Answer> all = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            String text = answers.get(i).asText();
            all.add(Answer.builder(text)
                    .languages("en", "de")
                    .tokens(batch.get(i).sourceTokens().size(), words(text).size())
                    .build());
        }
        return all;
    }

    @Override
    public void check() {
        send(HttpRequest.newBuilder(service.resolve("/health")).GET());
    }

    /** There is nothing to rebuild here; the service is back when it says so. */
    @Override
    public void rebuild() {
        check();
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(
                    request.timeout(timeout)
                            .header("Content-Type", "application/json")
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("The service answered with status " + response.statusCode());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting for the service", e);
        }
    }

    @Override
    public void close() {
        // the client ends with its threads when nobody holds it any more
    }
}

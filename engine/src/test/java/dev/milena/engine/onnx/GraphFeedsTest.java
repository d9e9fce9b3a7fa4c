// SPDX-License-Identifier: Apache-2.0
package dev.milena.engine.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.milena.bundle.Bundle;
import dev.milena.bundle.BundleFixture;
import dev.milena.bundle.Manifest;
import dev.milena.engine.DecoderRow;
import dev.milena.engine.DecodingOptions;
import dev.milena.engine.EngineException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GraphFeedsTest {
    private static final List<DecoderRow> ROWS =
            List.of(new DecoderRow(new int[] {5, 6, 0}, 7), new DecoderRow(new int[] {8, 0}, 9));

    private Manifest manifest;

    @BeforeEach
    void readManifest(@TempDir Path folder) {
        manifest = Bundle.open(BundleFixture.in(folder).folder()).manifest();
    }

    @Test
    void shouldFeedExactlyTheManifestsList() {
        assertThat(new GraphFeeds(manifest).of(new Batch(ROWS, DecodingOptions.greedy())))
                .extracting(GraphFeeds.Feed::name)
                .containsExactlyElementsOf(manifest.inputs().stream()
                        .map(Manifest.GraphInput::name)
                        .toList());
    }

    @Test
    void shouldPadOnTheRight() {
        Map<String, GraphFeeds.Feed> feeds = feeds(DecodingOptions.greedy());

        assertThat(feed(feeds, "input_ids").shape()).containsExactly(2, 3);
        assertThat(longs(feeds, "input_ids")).containsExactly(5, 6, 0, 8, 0, 7999);
        assertThat(longs(feeds, "attention_mask")).containsExactly(1, 1, 1, 1, 1, 0);
        assertThat(longs(feeds, "max_new_tokens")).containsExactly(7, 9);
        assertThat(longs(feeds, "forced_bos")).containsExactly(-1, -1);
    }

    @Test
    void shouldUseDefaultsAndWhatTheOptionsSay() {
        Map<String, GraphFeeds.Feed> feeds =
                feeds(new DecodingOptions(4, 2, 0.6f, false, true, Map.of("early_stopping", 2.0)));

        assertThat(longs(feeds, "beam_size")).containsExactly(4);
        assertThat(feed(feeds, "beam_size").shape()).isEmpty();
        assertThat(longs(feeds, "num_hypotheses")).containsExactly(2);
        assertThat(longs(feeds, "early_stopping")).containsExactly(2);
        assertThat(longs(feeds, "return_attention")).containsExactly(1);
        assertThat(longs(feeds, "top_k")).containsExactly(0);
        assertThat(floats(feeds, "length_penalty")).containsExactly(0.6f);
        assertThat(floats(feeds, "temperature")).containsExactly(1f);
        assertThat(feed(feeds, "uniforms").shape()).containsExactly(2, 0);
        assertThat(feed(feeds, "target_prefix").shape()).containsExactly(2, 0);
    }

    @Test
    void shouldNotAskForMoreTokensThanARowMayHave() {
        Map<String, GraphFeeds.Feed> feeds =
                feeds(new DecodingOptions(1, 1, 1, false, true, Map.of("min_new_tokens", 8.0)));

        assertThat(longs(feeds, "min_new_tokens")).containsExactly(7, 8);
    }

    @Test
    void shouldRefuseWhenTheGraphDoesNotTakeAValue() {
        assertRefused(DecodingOptions.beam(17), ROWS, "beam_size is 17", "allows 1..16", "export the bundle");
        assertRefused(
                new DecodingOptions(1, 1, 1, false, true, Map.of("top_k", 5.0)), ROWS, "top_k is 5", "one of [0]");
        assertRefused(DecodingOptions.greedy(), List.of(new DecoderRow(new int[] {0}, 300)), "max_new_tokens is 300");
        assertRefused(
                DecodingOptions.greedy(),
                List.of(new DecoderRow(new int[] {0}, 5, -1, new int[] {4}, new float[0])),
                "target_prefix is 1 wide",
                "at most 0");
        assertRefused(new DecodingOptions(1, 1, 1, true, true, Map.of()), ROWS, "uniforms is 9 wide", "at most 0");
    }

    @Test
    void shouldFeedWhatEachRowIsGivenAndDrawnBy() {
        Manifest able =
                Bundle.open(BundleFixture.repository().resolve("models/en-de")).manifest();
        List<DecoderRow> rows = List.of(
                new DecoderRow(new int[] {5, 0}, 2, -1, new int[] {3, 4}, new float[] {.1f, .2f, .3f}),
                new DecoderRow(new int[] {8, 0}, 3, 7, new int[0], new float[] {.4f, .5f, .6f}));

        Map<String, GraphFeeds.Feed> feeds = new GraphFeeds(able)
                .of(new Batch(rows, drawing())).stream()
                        .collect(Collectors.toMap(GraphFeeds.Feed::name, Function.identity()));

        assertThat(longs(feeds, "target_prefix")).containsExactly(3, 4, -1, -1);
        assertThat(longs(feeds, "forced_bos")).containsExactly(-1, 7);
        assertThat(feed(feeds, "uniforms").shape()).containsExactly(2, 3);
        assertThat(floats(feeds, "uniforms")).containsExactly(.1f, .2f, 0, .4f, .5f, .6f);
        assertThat(floats(feeds, "temperature")).containsExactly(.5f);
    }

    @Test
    void shouldRefuseToDrawWithoutANumberForEachToken() {
        Manifest able =
                Bundle.open(BundleFixture.repository().resolve("models/en-de")).manifest();

        assertThatThrownBy(() -> new GraphFeeds(able).of(new Batch(ROWS, drawing())))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("0 numbers to draw 7 tokens by");
    }

    private static DecodingOptions drawing() {
        return new DecodingOptions(1, 1, 1, true, true, Map.of("temperature", 0.5));
    }

    private void assertRefused(DecodingOptions options, List<DecoderRow> rows, String... parts) {
        assertThatThrownBy(() -> new GraphFeeds(manifest).of(new Batch(rows, options)))
                .isInstanceOf(EngineException.class)
                .hasMessageContainingAll(parts);
    }

    private Map<String, GraphFeeds.Feed> feeds(DecodingOptions options) {
        return new GraphFeeds(manifest)
                .of(new Batch(ROWS, options)).stream()
                        .collect(Collectors.toMap(GraphFeeds.Feed::name, Function.identity()));
    }

    private static GraphFeeds.Feed feed(Map<String, GraphFeeds.Feed> feeds, String name) {
        return Objects.requireNonNull(feeds.get(name), name);
    }

    private static long[] longs(Map<String, GraphFeeds.Feed> feeds, String name) {
        return ((LongBuffer) feed(feeds, name).data()).array();
    }

    private static float[] floats(Map<String, GraphFeeds.Feed> feeds, String name) {
        return ((FloatBuffer) feed(feeds, name).data()).array();
    }
}

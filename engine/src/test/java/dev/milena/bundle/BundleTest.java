// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.milena.bundle.Manifest.VocabularySizes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
    private Path folder;
    private BundleFixture fixture;

    @BeforeEach
    void makeSoundBundle(@TempDir Path temporary) {
        folder = temporary;
        fixture = BundleFixture.in(folder);
    }

    @Test
    void shouldOpenWhenEverythingIsAsListed() {
        Bundle bundle = Bundle.open(folder);

        assertThat(bundle.manifest().name()).isEqualTo("en-de");
        assertThat(bundle.manifest().alignment().shift()).isEqualTo(1);
        assertThat(bundle.manifest().input("beam_size").allowed().contains(16)).isTrue();
        assertThat(bundle.manifest().input("beam_size").allowed().contains(17)).isFalse();
        assertThat(bundle.manifest().sourceIds()).isEqualTo(8000);
        assertThat(bundle.sha256()).matches("[0-9a-f]{64}");
        assertThat(bundle.info().sourceLanguages()).containsExactly("en");
        assertThat(bundle.info().maxNewTokens()).isEqualTo(256);
        assertThat(LanguagePairs.of(bundle.manifest()).size()).isEqualTo(1);
    }

    @Test
    void shouldAnswerInSegmentsAsItSaysElseByItsTask() {
        assertThat(Bundle.open(folder).info().segments()).isTrue();

        fixture.seal(manifest -> manifest.put("segment", false));
        assertThat(Bundle.open(folder).info().segments()).isFalse();

        fixture.seal(manifest -> manifest.put("segment", "sentences"));
        assertRefused("breaks the contract", "segment");
    }

    @Test
    void shouldRefuseWhenFolderIsMissing() {
        assertRefused(folder.resolve("nowhere"), "nowhere is not a directory", "Check the path");
    }

    @Test
    void shouldRefuseWhenManifestIsMissing() throws IOException {
        Files.delete(folder.resolve(Bundle.MANIFEST));

        assertRefused("manifest.json is missing", "milena-export convert");
    }

    @Test
    void shouldRefuseWhenManifestIsNotJson() {
        fixture.write(Bundle.MANIFEST, "{\"name\": ");

        assertRefused("manifest.json is not valid JSON", "Export the bundle again");
    }

    @Test
    void shouldRefuseWhenManifestIsNoObject() {
        fixture.write(Bundle.MANIFEST, "[]");

        assertRefused("is not a JSON object", "Export the bundle again");
    }

    @Test
    void shouldRefuseWhenManifestRepeatsAField() {
        fixture.write(Bundle.MANIFEST, "{\"name\": \"a\", \"name\": \"b\"}");

        assertRefused("is not valid JSON: Duplicate field 'name'");
    }

    @Test
    void shouldRefuseWhenManifestIsTooLarge() {
        fixture.write(Bundle.MANIFEST, " ".repeat((4 << 20) + 1));

        assertRefused("manifest.json has 4194305 bytes", "at most 4194304");
    }

    @Test
    void shouldRefuseWhenFormatVersionIsUnknown() {
        fixture.seal(manifest -> manifest.put("format_version", 3));

        assertRefused("has format_version 3", "reads versions 1 to 2", "export the bundle again");
    }

    @Test
    void shouldRefuseWhenFormatVersionIsMissing() {
        fixture.seal(manifest -> manifest.remove("format_version"));

        assertRefused("has format_version missing", "reads versions 1 to 2");
    }

    @Test
    void shouldRefuseWhenFieldIsMissing() {
        fixture.seal(manifest -> manifest.remove("limits"));

        assertRefused("breaks the contract", "limits", "export the bundle again");
    }

    @Test
    void shouldRefuseWhenFieldIsUnknown() {
        fixture.seal(manifest -> manifest.put("surprise", 1));

        assertRefused("breaks the contract", "surprise");
    }

    @Test
    void shouldRefuseWhenFieldHasAnotherType() {
        fixture.seal(manifest -> manifest.withObject("/limits").put("source_tokens", "many"));

        assertRefused("breaks the contract", "source_tokens", "string found, integer expected");
    }

    @Test
    void shouldRefuseWhenGraphInputIsMissing() {
        fixture.seal(manifest -> ((ArrayNode) manifest.get("inputs")).remove(7));

        assertRefused("breaks the contract", "inputs");
    }

    @Test
    void shouldSayHowManyMoreWhenProblemsAreMany() {
        fixture.seal(ObjectNode::removeAll);
        fixture.write(Bundle.MANIFEST, "{\"format_version\": 1}");

        assertRefused("breaks the contract", "and 13 more");
    }

    @Test
    void shouldRefuseWhenPathIsAbsolute() {
        fixture.seal(listing("/etc/passwd"));

        assertRefused("absolute path /etc/passwd", "plain file names only");
    }

    @Test
    void shouldRefuseWhenPathIsAbsoluteOnWindows() {
        fixture.seal(listing("C:model.onnx"));

        assertRefused("absolute path C:model.onnx", "plain file names only");
    }

    @Test
    void shouldRefuseWhenPathLeadsOut() {
        fixture.seal(listing("../model.onnx"));

        assertRefused("path ../model.onnx", "can lead out of the bundle", "without '..'");
    }

    @Test
    void shouldRefuseWhenPathHasFolders() {
        fixture.seal(listing("sub/model.onnx"));

        assertRefused("path sub/model.onnx", "can lead out of the bundle");
    }

    @Test
    void shouldRefuseWhenFileIsUnlisted() {
        fixture.write("extra.bin", "x");

        assertRefused("extra.bin is not listed in manifest.json", "Move it out of the bundle");
    }

    @Test
    void shouldRefuseWhenHiddenFileIsUnlisted() {
        fixture.write(".hidden", "x");

        assertRefused(".hidden is not listed");
    }

    @Test
    void shouldRefuseWhenFolderIsUnlisted() throws IOException {
        Files.createDirectory(folder.resolve("checkpoint"));

        assertRefused("checkpoint is not listed");
    }

    @Test
    void shouldRefuseWhenFolderStandsForAFile() throws IOException {
        Files.delete(folder.resolve("MODEL_CARD.md"));
        Files.createDirectory(folder.resolve("MODEL_CARD.md"));

        assertRefused("MODEL_CARD.md is not a regular file");
    }

    @Test
    void shouldRefuseWhenFileIsMissing() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));

        assertRefused("lacks [tokenizer.json]", "Copy the bundle again");
    }

    @Test
    void shouldRefuseWhenFileHasAnotherSize() {
        fixture.write("tokenizer.json", "{ }");

        assertRefused("tokenizer.json was changed", "has 3 bytes, the manifest says 2", "copy it again");
    }

    @Test
    void shouldRefuseWhenFileHasAnotherContent() {
        fixture.write("tokenizer.json", "[]");

        assertRefused("tokenizer.json was changed", "SHA-256", "the manifest says");
    }

    @Test
    void shouldRefuseWhenFileIsALink(@TempDir Path elsewhere) throws IOException {
        Files.move(folder.resolve("tokenizer.json"), elsewhere.resolve("tokenizer.json"));
        Files.createSymbolicLink(folder.resolve("tokenizer.json"), elsewhere.resolve("tokenizer.json"));

        assertRefused("tokenizer.json is a symbolic link", "Copy the file itself");
    }

    @Test
    void shouldRefuseWhenManifestIsALink(@TempDir Path elsewhere) throws IOException {
        Files.move(folder.resolve(Bundle.MANIFEST), elsewhere.resolve(Bundle.MANIFEST));
        Files.createSymbolicLink(folder.resolve(Bundle.MANIFEST), elsewhere.resolve(Bundle.MANIFEST));

        assertRefused("manifest.json is a symbolic link", "Copy the file itself");
    }

    @Test
    void shouldOpenWhenTheFolderItselfIsALink(@TempDir Path elsewhere) throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("current"), folder);

        assertThat(Bundle.open(link).manifest().name()).isEqualTo("en-de");
    }

    @Test
    void shouldRefuseWhenGraphReadsUnlistedData() {
        fixture.write("model.onnx", modelWithExternalData("weights.bin"));
        fixture.seal(manifest -> {});

        assertRefused("model.onnx reads external data from [weights.bin]", "graph.external_data does not list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../weights.bin", "/etc/passwd", "./weights.bin", "sub/weights.bin"})
    void shouldRefuseWhenGraphReadsDataByAnyOtherName(String location) {
        fixture.write("model.onnx", modelWithExternalData(location));
        fixture.write("weights.bin", "0123");
        fixture.seal(manifest -> ((ArrayNode) manifest.at("/graph/external_data")).add("weights.bin"));

        assertRefused("model.onnx reads external data from [" + location + "]", "only listed and hashed files");
    }

    @Test
    void shouldRefuseWhenListedDataLeadsOut() {
        fixture.write("model.onnx", modelWithExternalData("../weights.bin"));
        fixture.seal(manifest -> ((ArrayNode) manifest.at("/graph/external_data")).add("../weights.bin"));

        assertRefused("breaks the contract", "external_data");
    }

    @Test
    void shouldRefuseWhenDataOfTheGraphWasChanged() {
        fixture.write("model.onnx", modelWithExternalData("weights.bin"));
        fixture.write("weights.bin", "0123");
        fixture.seal(manifest -> ((ArrayNode) manifest.at("/graph/external_data")).add("weights.bin"));
        fixture.write("weights.bin", "0124");

        assertRefused("weights.bin was changed");
    }

    @Test
    void shouldOpenWhenGraphReadsListedData() {
        fixture.write("model.onnx", modelWithExternalData("weights.bin"));
        fixture.write("weights.bin", "0123");
        fixture.seal(manifest -> ((ArrayNode) manifest.at("/graph/external_data")).add("weights.bin"));

        assertThat(Bundle.open(folder).manifest().graph().externalData()).containsExactly("weights.bin");
    }

    @Test
    void shouldRefuseWhenExternalDataIsNotHashed() {
        fixture.seal(manifest -> ((ArrayNode) manifest.at("/graph/external_data")).add("weights.bin"));

        assertRefused("graph.external_data is weights.bin, which files does not list");
    }

    @Test
    void shouldRefuseWhenGraphIsNoProtobuf() {
        fixture.write("model.onnx", new byte[] {0x3a, 0x7f, 1});
        fixture.seal(manifest -> {});

        assertRefused("model.onnx is not an ONNX model", "Export the bundle again");
    }

    @Test
    void shouldRefuseWhenFileIsListedTwice() {
        fixture.seal(manifest -> {
            ArrayNode files = (ArrayNode) manifest.get("files");
            files.add(files.get(0).deepCopy());
        });

        assertRefused("contradicts itself", "twice");
    }

    @Test
    void shouldRefuseWhenTokenizerIsUnlisted() {
        fixture.seal(manifest -> manifest.withObject("/tokenizers").put("target", "target-tokenizer.json"));

        assertRefused("tokenizers.target is target-tokenizer.json, which files does not list");
    }

    @Test
    void shouldRefuseWhenDefaultIsNotAllowed() {
        fixture.seal(manifest -> ((ObjectNode) manifest.at("/inputs/7")).put("default", 17));

        assertRefused("input beam_size has default 17, allowed is 1..16");
    }

    @Test
    void shouldRefuseWhenControlHasNoDefault() {
        fixture.seal(manifest -> ((ObjectNode) manifest.at("/inputs/7")).remove("default"));

        assertRefused("input beam_size has no default");
    }

    @Test
    void shouldTakeWhatTheGraphReadsForTheVocabularyWhenAManifestIsOfFormatVersion1() {
        fixture.seal(manifest -> {
            manifest.put("format_version", 1).remove("vocabulary_sizes");
            ((ObjectNode) manifest.at("/inputs/0/allowed")).put("max", 8002);
        });

        assertThat(Bundle.open(folder).manifest().vocabularySizes()).isEqualTo(new VocabularySizes(8003, 8003));
    }

    @Test
    void shouldRefuseWhenFormatVersionAndFieldsDoNotFit() {
        fixture.seal(manifest -> manifest.put("format_version", 1));
        assertRefused("breaks the contract", "vocabulary_sizes");

        fixture.seal(manifest -> manifest.remove("vocabulary_sizes"));
        assertRefused("breaks the contract", "vocabulary_sizes");
    }

    @Test
    void shouldOpenWhenTheTokenizerHasMorePiecesThanTheVocabulary() {
        fixture.seal(manifest -> ((ObjectNode) manifest.at("/inputs/0/allowed")).put("max", 8002));

        assertThat(Bundle.open(folder).manifest().sourceIds()).isEqualTo(8003);
        assertThat(Bundle.open(folder).manifest().vocabularySizes()).isEqualTo(new VocabularySizes(8000, 8000));
    }

    @ParameterizedTest
    @CsvSource({
        "/decode/skip_ids, decode.skip_ids, target",
        "/special_ids/eos, special_ids.eos, target",
        "/special_ids/unk, special_ids.unk, source",
        "/special_ids/decoder_start, special_ids.decoder_start, target",
        "/templates/0/source_template/prefix_ids, source_template, source",
        "/templates/0/source_template/suffix_ids, source_template, source",
        "/templates/0/target_template/forced_bos, target_template, target",
        "/templates/0/target_template/prefix_ids, target_template, target",
        "/languages/source/0/id, languages, target",
        "/languages/target/0/id, languages, target",
    })
    void shouldRefuseWhenAnIdIsNotOneOfTheModels(String place, String field, String side) {
        fixture.seal(manifest -> {
            ((ObjectNode) manifest.at("/inputs/0/allowed"))
                    .put("max", 8002); // read as unknown, and no ids of the model
            if (manifest.at(place) instanceof ArrayNode ids) {
                ids.add(8000);
            } else {
                int name = place.lastIndexOf('/');
                ((ObjectNode) manifest.at(place.substring(0, name))).put(place.substring(name + 1), 8000);
            }
        });

        assertRefused(field + " has id 8000, but must be less than 8000, as vocabulary_sizes." + side + " says");
    }

    @ParameterizedTest
    @CsvSource({"4, forced_bos", "5, target_prefix"})
    void shouldRefuseWhenAnInputAllowsAnIdThatTheModelDoesNotWrite(int place, String input) {
        fixture.seal(manifest -> {
            ((ObjectNode) manifest.at("/inputs/0/allowed")).put("max", 8002);
            ((ObjectNode) manifest.at("/inputs/" + place))
                    .putObject("allowed")
                    .put("min", -1)
                    .put("max", 8000);
        });

        assertRefused("input " + input + " has id 8000, but must be less than 8000, as vocabulary_sizes.target says");
    }

    @Test
    void shouldRefuseWhenAnIdIsNoneThatTheGraphTakes() {
        fixture.seal(manifest -> {
            ((ArrayNode) manifest.at("/alignment/drop_ids")).add(8000);
            manifest.withObject("/special_ids").put("pad", 8001);
        });

        assertRefused(
                "alignment.drop_ids has id 8000, but must be less than 8000, as input_ids says",
                "special_ids.pad has id 8001, but must be less than 8000, as input_ids says");
    }

    @Test
    void shouldRefuseWhenTheVocabularyIsMoreThanTheGraphTakes() {
        fixture.seal(manifest -> manifest.withObject("/vocabulary_sizes").put("source", 8001));

        assertRefused("vocabulary_sizes.source is 8001, but input_ids allows less than 8000");
    }

    @Test
    void shouldRefuseWhenThereIsNoUnknownTokenToReadPiecesAs() {
        fixture.seal(manifest -> {
            ((ObjectNode) manifest.at("/inputs/0/allowed")).put("max", 8002);
            manifest.withObject("/special_ids").putNull("unk");
        });

        assertRefused("input_ids allows ids from 8000 on, which are read as special_ids.unk, and that is null");
    }

    @Test
    void shouldRefuseWhenLimitIsMoreThanTheGraphTakes() {
        fixture.seal(manifest -> manifest.withObject("/limits").put("target_tokens", 257));

        assertRefused("limits.target_tokens is 257, but input max_new_tokens allows at most 256");
    }

    @Test
    void shouldRefuseWhenTemplateNamesAnUnknownLanguage() {
        fixture.seal(manifest -> ((ObjectNode) manifest.at("/templates/0")).put("source", "fr"));

        assertRefused("a template rule names the source language fr", "no pair of languages");
    }

    @Test
    void shouldRefuseWhenGoldenRunSetsWhatTheGraphLacks() {
        fixture.seal(manifest -> ((ObjectNode) manifest.at("/golden/runs/0/inputs"))
                .put("beams", 2)
                .put("beam_size", 99));

        assertRefused("golden run greedy sets beams", "sets beam_size to 99, allowed is 1..16");
    }

    private Consumer<ObjectNode> listing(String path) {
        return manifest -> ((ObjectNode) manifest.at("/files/0")).put("path", path);
    }

    private void assertRefused(String... parts) {
        assertRefused(folder, parts);
    }

    private static void assertRefused(Path where, String... parts) {
        assertThatThrownBy(() -> Bundle.open(where))
                .isInstanceOf(BundleException.class)
                .hasMessageContainingAll(parts);
    }

    /** ModelProto.graph.initializer[0].external_data = {location: FILE}. */
    private static byte[] modelWithExternalData(String file) {
        byte[] entry = concat(
                field(1, "location".getBytes(StandardCharsets.UTF_8)), field(2, file.getBytes(StandardCharsets.UTF_8)));
        return field(7, field(5, field(13, entry)));
    }

    private static byte[] field(int number, byte[] content) {
        return concat(new byte[] {(byte) (number << 3 | 2), (byte) content.length}, content);
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] all = java.util.Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import dev.milena.api.TextOverflow;
import dev.milena.document.BadSegments;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segmenting;
import dev.milena.language.LanguageChoice;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import dev.milena.protection.Rules;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigException;

/** The settings that say how a text becomes what a model is asked. */
final class TextDefinitions extends Definitions {
    TextDefinitions(ConfigDef definition) {
        super(definition);
    }

    void addAll() {
        texts();
        languages();
        glossary();
    }

    private void texts() {
        begin("Limits of a text");
        add(
                StageConfig.TEXT_MAX_BYTES_CONFIG,
                ConfigDef.Type.INT,
                262_144,
                atLeast(1),
                Importance.MEDIUM,
                "Longest text in bytes of UTF-8. Longer texts are refused with the code `TEXT_TOO_LONG`.");
        add(
                StageConfig.TEXT_MAX_CODE_POINTS_CONFIG,
                ConfigDef.Type.INT,
                200_000,
                atLeast(1),
                Importance.MEDIUM,
                "Longest text in Unicode code points. Longer texts are refused with the code `TEXT_TOO_LONG`."
                        + " The bundle's own limit of source tokens holds as well: for each segment, or, where a text is"
                        + " asked as it is, for all of it, see `milena.text.overflow`.");
        segments();
        overflow();
        protection();
        add(
                StageConfig.TEXT_INVISIBLE_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.TEXT_INVISIBLE_KEEP,
                in(StageConfig.TEXT_INVISIBLE_KEEP, StageConfig.TEXT_INVISIBLE_REFUSE),
                Importance.LOW,
                "What becomes of a text with characters that nobody sees: bidirectional controls, zero-width spaces and"
                        + " operators, tags, U+FEFF. `keep`: they count as any other. `refuse`: the text is refused with"
                        + " the code `MALFORMED_TEXT`. The joiners of emoji, Persian and Indic scripts are never refused.");
    }

    private void segments() {
        add(
                StageConfig.TEXT_SEGMENT_CONFIG,
                ConfigDef.Type.STRING,
                Segmenting.AUTO.toString(),
                in(Segmenting.AUTO.toString(), Segmenting.ON.toString(), Segmenting.OFF.toString()),
                Importance.HIGH,
                "Whether a text is answered in segments: sentences, headings, list items, whose answers are put together"
                        + " with the white space that stood between them. `auto`: as the bundle's manifest says, else for"
                        + " translation and no other task. A sentence with more tokens than its bundle takes is split at"
                        + " clauses, then words, then characters, and the answer says where. A text whose answer, or its"
                        + " beginning, is given is always asked as it is.");
        add(
                StageConfig.TEXT_SEGMENT_BAD_CONFIG,
                ConfigDef.Type.STRING,
                BadSegments.REFUSE.toString(),
                in(BadSegments.REFUSE.toString(), BadSegments.KEEP.toString()),
                Importance.MEDIUM,
                "What becomes of a text one of whose segments cannot be answered. `refuse`: the text is refused for the"
                        + " reason of that segment. `keep`: the segment stays as it was, in its place, and the answer flags"
                        + " it; a text without any answered segment is refused all the same.");
        add(
                StageConfig.TEXT_MAX_SEGMENTS_CONFIG,
                ConfigDef.Type.INT,
                Documents.DEFAULT_MAX_SEGMENTS,
                atLeast(1),
                Importance.LOW,
                "Most segments of a text. Texts with more are refused with the code `TEXT_TOO_LONG`.");
    }

    private void overflow() {
        add(
                StageConfig.TEXT_OVERFLOW_CONFIG,
                ConfigDef.Type.STRING,
                TextOverflow.AUTO.toString(),
                in(Arrays.stream(TextOverflow.values())
                        .map(TextOverflow::toString)
                        .toArray(String[]::new)),
                Importance.MEDIUM,
                "What becomes of a text that is asked as one (`milena.text.segment`) and has more tokens than its bundle"
                        + " takes. `refuse`: it is refused with the code `TOO_MANY_TOKENS`. `cut`: the model reads its"
                        + " beginning, up to the last whole word that fits, and the answer says in `source_cut` how much of"
                        + " the text that was. Of bundles for summarization, `salience`: the model reads the sentences that"
                        + " say most of the text, as many as fit; `latest`: its last sentences, as many as fit; `map-reduce`: it summarizes the text part by part, and then"
                        + " the summaries; either way the answer names in `left_out` what it does not rest on, and other"
                        + " bundles refuse the text. `auto`: `salience`.");
    }

    private void languages() {
        begin("Language of a text");
        add(
                StageConfig.LANGUAGE_DETECT_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.LANGUAGE_DETECT_AUTO,
                in(StageConfig.LANGUAGE_DETECT_AUTO, StageConfig.LANGUAGE_DETECT_OFF),
                Importance.MEDIUM,
                "Whether the language of a text is looked for where its event names none. `auto`: where the bundles that could"
                        + " answer it read several languages. `off`: never; such a text goes to the first bundle. The answer says the"
                        + " language and how sure it is.");
        add(
                StageConfig.LANGUAGE_UNSURE_CONFIG,
                ConfigDef.Type.STRING,
                LanguageChoice.REFUSE,
                LambdaValidator.with(
                        TextDefinitions::checkUnsure,
                        () -> LanguageChoice.REFUSE + ", " + LanguageChoice.FIRST + ", or a BCP-47 tag"),
                Importance.MEDIUM,
                "What becomes of a text whose language was looked for and is not sure, such as a number or a name. `refuse`: it is"
                        + " refused with the code `LANGUAGE_UNSURE`. `first`: it goes to the first bundle, as if nothing had been looked"
                        + " for. A language such as `en`: it is taken to be in that.");
    }

    private static void checkUnsure(String name, Object value) {
        try {
            LanguageChoice.check(String.valueOf(value));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(name, value, e.getMessage());
        }
    }

    private void protection() {
        add(
                StageConfig.TEXT_FORMAT_CONFIG,
                ConfigDef.Type.STRING,
                TextFormat.PLAIN.toString(),
                in(Arrays.stream(TextFormat.values()).map(TextFormat::toString).toArray(String[]::new)),
                Importance.HIGH,
                "How the texts of translations are marked up. In `html`, `xml` and `markdown` the words are translated and the markup"
                        + " stays as it is, tags within a sentence at the words they belong to; code, scripts and what says"
                        + " `translate=\"no\"` are left alone. Other tasks take a text as it is.");
        add(
                StageConfig.TEXT_CAPITALS_CONFIG,
                ConfigDef.Type.STRING,
                InCapitals.SMALL.toString(),
                in(InCapitals.SMALL.toString(), InCapitals.AS_IT_IS.toString()),
                Importance.LOW,
                "How a sentence that is all in capitals is asked of a model that translates. `small`: in small letters, which"
                        + " models know better, and its answer is written in capitals. `as-it-is`: as it came. A single word of"
                        + " less than five letters may be an abbreviation and is always asked as it came.");
        String sets = String.join("`, `", Rules.builtIn().sets());
        add(
                StageConfig.TEXT_PROTECT_CONFIG,
                ConfigDef.Type.STRING,
                Protection.AUTO,
                LambdaValidator.with(
                        (name, value) -> {},
                        () -> Protection.AUTO + ", " + Protection.NONE + ", or names of sets with commas between them"),
                Importance.HIGH,
                "What stands byte for byte in an answer, at the place where it belongs: named sets with commas between them,"
                        + " of `" + sets
                        + "` and those of `milena.text.protect.file`. `auto`: all sets in translations,"
                        + " nothing elsewhere. `none`: nothing. The answer lists every piece and says how it came to its"
                        + " place.");
        add(
                StageConfig.TEXT_PROTECT_FILE_CONFIG,
                ConfigDef.Type.STRING,
                "",
                LambdaValidator.with((name, value) -> {}, () -> "empty, or a file in UTF-8"),
                Importance.LOW,
                "File of further sets: a line is the name of a set, a tab and a regular expression in RE2's syntax, whose first"
                        + " group is what is kept. Without it, the sets that come with Milena.");
    }

    private void glossary() {
        begin("Glossary");
        add(
                StageConfig.GLOSSARY_FILE_CONFIG,
                ConfigDef.Type.LIST,
                List.of(),
                LambdaValidator.with((name, value) -> {}, () -> "files with commas between them, or empty"),
                Importance.MEDIUM,
                "Files that say how terms are translated, with commas between them: `NAME.tsv` (a term, a tab, its translation and,"
                        + " where there are options, a tab and those) or `NAME.tbx`. Their languages stand in them, or in"
                        + " their names as in `product.en-de.tsv`. A line that cannot be used stops the job at its start."
                        + " The answer lists every term with what became of it.");
    }
}

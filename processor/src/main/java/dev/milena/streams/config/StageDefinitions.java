// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import dev.milena.api.DoubtKind;
import dev.milena.api.TextOverflow;
import dev.milena.document.BadSegments;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segmenting;
import dev.milena.inspection.Limits;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import dev.milena.protection.Rules;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Every setting of a stage: type, default, rule, documentation. */
final class StageDefinitions {
    private final ConfigDef definition = new ConfigDef();
    private String group = "";
    private int order;

    private StageDefinitions() {}

    static ConfigDef define() {
        StageDefinitions settings = new StageDefinitions();
        settings.texts();
        settings.glossary();
        settings.doubts();
        settings.batching();
        settings.tasks();
        return settings.definition;
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
                        + " say most of the text, as many as fit; `map-reduce`: it summarizes the text part by part, and then"
                        + " the summaries; either way the answer names in `left_out` what it does not rest on, and other"
                        + " bundles refuse the text. `auto`: `salience`.");
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

    private void doubts() {
        begin("Answers in doubt");
        add(
                StageConfig.DOUBT_KINDS_CONFIG,
                ConfigDef.Type.LIST,
                names(DoubtKind.values()),
                kinds(),
                Importance.MEDIUM,
                "What answers are inspected for, separated by commas; nothing switches the inspection off. An answer says in"
                        + " `doubts` what looks wrong and where. Most kinds are for translations alone; "
                        + "`LOW_CONFIDENCE` needs `milena.doubt.least.confidence`.");
        add(
                StageConfig.DOUBT_LEAST_CONFIDENCE_CONFIG,
                ConfigDef.Type.DOUBLE,
                0.0,
                ratio(1),
                Importance.MEDIUM,
                "Confidence below which an answer is `LOW_CONFIDENCE`; 0 for none. What is low differs from bundle to bundle:"
                        + " look at answers of your own.");
        add(
                StageConfig.DOUBT_LEAST_LENGTH_RATIO_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_LEAST_LENGTH,
                ratio(100),
                Importance.LOW,
                "Ratio of its length to that of its text, ten letters added to both, below which a translation is"
                        + " `TOO_SHORT`. A character of Chinese counts as 2.5 letters, of Hangul as 2, a kana as 1.5.");
        add(
                StageConfig.DOUBT_MOST_LENGTH_RATIO_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_MOST_LENGTH,
                ratio(100),
                Importance.LOW,
                "The same ratio above which a translation is `TOO_LONG`.");
        add(
                StageConfig.DOUBT_MOST_UNALIGNED_CONFIG,
                ConfigDef.Type.DOUBLE,
                Limits.DEFAULT_MOST_UNALIGNED,
                ratio(1),
                Importance.LOW,
                "Share of the content words of a text, two at least, above which a translation that no word of which came from"
                        + " them is `UNALIGNED_SOURCE`.");
        add(
                StageConfig.DOUBT_RUNAWAY_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.DOUBT_RUNAWAY_KEEP,
                in(StageConfig.DOUBT_RUNAWAY_KEEP, StageConfig.DOUBT_RUNAWAY_REFUSE),
                Importance.MEDIUM,
                "What becomes of a text whose answer is `RUNAWAY`, after its second try where there is one. `keep`: the answer"
                        + " leaves with its doubt. `refuse`: the text is refused with the code `RUNAWAY_ANSWER`; a segment"
                        + " stays as it was where `milena.text.segment.bad` says so.");
        add(
                StageConfig.DOUBT_RETRY_CONFIG,
                ConfigDef.Type.BOOLEAN,
                false,
                null,
                Importance.MEDIUM,
                "Whether a text, or a segment, whose answer is in doubt is asked a second time, by the search that"
                        + " `milena.doubt.retry.*` describes. The second answer takes the place of the first where it has"
                        + " fewer doubts. Models that have one way to search are asked once.");
    }

    private static Validator kinds() {
        List<String> known =
                Arrays.stream(DoubtKind.values()).map(DoubtKind::name).toList();
        String rule = "any of " + String.join(", ", known) + ", none twice";
        return rule(
                value -> value instanceof List<?> list
                        && known.containsAll(list)
                        && list.stream().distinct().count() == list.size(),
                rule);
    }

    private static Validator ratio(int most) {
        return rule(value -> value instanceof Double number && number >= 0 && number <= most, "[0,...," + most + "]");
    }

    private static Validator rule(Predicate<Object> test, String rule) {
        return LambdaValidator.with(
                (name, value) -> {
                    if (!test.test(value)) {
                        throw new ConfigException(name, value, "must be " + rule);
                    }
                },
                () -> rule);
    }

    private static String names(DoubtKind[] kinds) {
        return Arrays.stream(kinds).map(DoubtKind::name).collect(Collectors.joining(","));
    }

    private void batching() {
        begin("Batching");
        add(
                StageConfig.BATCH_MAX_TEXTS_CONFIG,
                ConfigDef.Type.INT,
                0,
                between(0, 65_536),
                Importance.HIGH,
                "Most texts in one batch; 0 is as many as have 128 hypotheses, which is 128 with"
                        + " `milena.beam.size=1` and 32 with 4. More made a core no faster where it was measured.");
        add(
                StageConfig.BATCH_MAX_TOKENS_CONFIG,
                ConfigDef.Type.INT,
                1_024,
                atLeast(1),
                Importance.HIGH,
                "Most source tokens in one batch, padding included: texts times the longest source. Bounds the memory"
                        + " of the model. One text alone always runs.");
        add(
                StageConfig.BATCH_LINGER_MS_CONFIG,
                ConfigDef.Type.LONG,
                5L,
                between(0, 60_000),
                Importance.MEDIUM,
                "How long a text waits for others of about its length, in milliseconds, before its batch runs anyway;"
                        + " ten times as long more while another call of its model runs.");
    }

    private void tasks() {
        begin("Tasks and pending records");
        add(
                StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG,
                ConfigDef.Type.INT,
                1_000,
                atLeast(1),
                Importance.MEDIUM,
                "Most records that one task (one input partition) has admitted and not yet answered. At this bound its"
                        + " partitions are paused until answers leave; what was polled already is taken, at most"
                        + " `max.poll.records` more.");
        add(
                StageConfig.TASK_MAX_PENDING_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                33_554_432L,
                atLeast(1),
                Importance.MEDIUM,
                "Most bytes that one task holds for such records: texts, headers and finished answers that wait for an"
                        + " earlier one of their key.");
        add(
                StageConfig.PENDING_MAX_MS_CONFIG,
                ConfigDef.Type.LONG,
                5_000L,
                between(1, 3_600_000),
                Importance.MEDIUM,
                "How many milliseconds of work for the models all tasks of the process hold together, by the speed that is"
                        + " measured, and at least 64 texts. Partitions are paused beyond it, each task keeping an even"
                        + " share. More does not make a model faster: the records wait here instead of in their topic.");
        add(
                StageConfig.PENDING_MAX_BYTES_CONFIG,
                ConfigDef.Type.LONG,
                0L,
                atLeast(0),
                Importance.LOW,
                "Most bytes that all tasks of the process hold together; 0 is a quarter of the heap.");
        add(
                StageConfig.TICK_MS_CONFIG,
                ConfigDef.Type.LONG,
                10L,
                between(1, 10_000),
                Importance.LOW,
                "Interval in milliseconds at which a task releases finished answers.");
        add(
                StageConfig.STALL_LIMIT_MS_CONFIG,
                ConfigDef.Type.LONG,
                60_000L,
                between(1, 172_800_000),
                Importance.MEDIUM,
                "How long nothing may complete, in milliseconds. A task that waits for room gives up then, losing nothing,"
                        + " and a call of a model that takes longer counts as hung, which ends the process (exit code 9)."
                        + " Health turns bad when a model has had texts to answer for so long and no batch has ended. The deprecated"
                        + " `milena.engine.deadline.ms` stands for half of it.");
        add(
                StageConfig.PENDING_STORE_CONFIG,
                ConfigDef.Type.STRING,
                StageConfig.PENDING_STORE_PERSISTENT,
                in(StageConfig.PENDING_STORE_PERSISTENT, StageConfig.PENDING_STORE_MEMORY),
                Importance.MEDIUM,
                "Where pending records are kept beside their changelog topic: `persistent` (on disk under `state.dir`)"
                        + " or `memory` (read back from the topic at every start). Both survive a crash.");
    }

    private void begin(String name) {
        group = name;
        order = 0;
    }

    private void add(
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            @Nullable Validator rule,
            Importance importance,
            String documentation) {
        definition.define(
                name, type, defaultValue, rule, importance, documentation, group, ++order, Width.MEDIUM, name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.api.TextOverflow;
import dev.milena.document.BadSegments;
import dev.milena.document.Documents;
import dev.milena.document.InCapitals;
import dev.milena.document.Segmenting;
import dev.milena.glossary.Glossary;
import dev.milena.glossary.GlossaryFiles;
import dev.milena.markup.TextFormat;
import dev.milena.protection.Protection;
import dev.milena.protection.Rules;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a text becomes what a model is asked, for commands that run a model themselves. */
final class TextOptions {
    @Option(
            names = "--overflow",
            paramLabel = "WHAT",
            defaultValue = "auto",
            description =
                    "What becomes of a text that is asked as one and has more tokens than the bundle takes: refuse it; cut it"
                            + " and say in sourceCut how much was read; or, of a text to summarize, read the sentences that"
                            + " say most of it (salience), the last ones (latest), or its parts, and then their summaries (map-reduce), and name in"
                            + " leftOut what was not read. auto: salience for summarization, else refuse. Default:"
                            + " ${DEFAULT-VALUE}.")
    private String overflow = "auto";

    @Option(
            names = "--segment",
            paramLabel = "WHEN",
            defaultValue = "auto",
            description =
                    "Whether a text is answered in segments, such as sentences: on, off, or auto, which is as the bundle"
                            + " says, else for translation. Default: ${DEFAULT-VALUE}.")
    private String segment = "auto";

    @Option(
            names = "--bad-segment",
            paramLabel = "WHAT",
            defaultValue = "refuse",
            description =
                    "What becomes of a text one of whose segments cannot be answered: refuse it, or keep that segment"
                            + " as it was and say so. Default: ${DEFAULT-VALUE}.")
    private String badSegment = "refuse";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "plain",
            description =
                    "How the lines are marked up: plain, html, xml or markdown, whose words are translated and whose markup stays."
                            + " Default: ${DEFAULT-VALUE}.")
    private String format = "plain";

    @Option(
            names = "--capitals",
            paramLabel = "HOW",
            defaultValue = "small",
            description =
                    "How sentences in capitals are asked: small, in small letters, and their answers are written in capitals; or"
                            + " as-it-is. Default: ${DEFAULT-VALUE}.")
    private String capitals = "small";

    @Option(
            names = "--protect",
            paramLabel = "SETS",
            defaultValue = "auto",
            description =
                    "What stands byte for byte in the answer: auto, which is all sets in translations; none; or sets with"
                            + " commas between them, such as url,placeholder,number. Default: ${DEFAULT-VALUE}.")
    private String protect = "auto";

    @Option(
            names = "--protect-file",
            paramLabel = "FILE",
            description = "Further sets: a name, a tab and a regular expression of RE2's a line.")
    private @Nullable Path protectFile;

    @Option(
            names = "--glossary",
            paramLabel = "FILE",
            description =
                    "How terms are translated: a file NAME.tsv or NAME.tbx, or several by as many options. Its languages stand in"
                            + " it, or in its name as in product.en-de.tsv.")
    private List<Path> glossaries = List.of();

    /**
     * What becomes of a text that is longer than its model takes.
     *
     * @throws IllegalArgumentException when it is not one of those that there are
     */
    TextOverflow overflow() {
        return TextOverflow.parse(overflow);
    }

    /**
     * How texts are divided, what must not change in them, and how their terms are translated.
     *
     * @param maxSegments most segments of a text
     * @throws IllegalArgumentException when an option or a file cannot be used
     */
    Documents documents(int maxSegments) {
        Rules rules = protectFile == null ? Rules.builtIn() : Rules.withOwn(protectFile);
        Glossary glossary = GlossaryFiles.read(glossaries);
        return new Documents(
                Segmenting.parse(segment),
                BadSegments.parse(badSegment),
                maxSegments,
                Protection.parse(protect, rules),
                TextFormat.parse(format),
                InCapitals.parse(capitals),
                overflow(),
                () -> glossary);
    }
}

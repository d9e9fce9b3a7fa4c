// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.bundle.Manifest.Width;
import dev.milena.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * From the start of an answer, or from a whole one, that a request gives to the ids that the decoder is made to begin
 * with. Any thread.
 */
final class TargetPreparation {
    private static final String PREFIX = "target_prefix";
    private static final String TARGET = "target_text";

    private final Manifest manifest;
    private final Tokenizer tokenizer;
    private final Set<Integer> withoutText;
    private final int longest;

    TargetPreparation(Manifest manifest, Tokenizer tokenizer) {
        this.manifest = manifest;
        this.tokenizer = tokenizer;
        this.withoutText = new HashSet<>(manifest.decode().skipIds());
        withoutText.addAll(manifest.specialIds().eos());
        Width width = manifest.input(PREFIX).width();
        this.longest = Math.min(manifest.limits().targetTokens(), width == null ? Integer.MAX_VALUE : width.max());
    }

    /** The ids that an output begins with: those of the template, and behind them what the request gives. */
    List<Integer> given(TextRequest request, TargetTemplate template) throws TextRefusedException {
        String target = request.targetText();
        String prefix = request.targetPrefix();
        if (prefix != null && prefix.isEmpty()) {
            prefix = null;
        }
        if (target != null && prefix != null) {
            throw new TextRefusedException(
                    RefusalCode.INVALID_TARGET,
                    "the event has a target_prefix and a target_text; a text is either answered or judged. Send one of"
                            + " them.");
        }
        if (target != null) {
            List<Integer> ids = ids(TARGET, target, template);
            ids.add(manifest.specialIds().eos().get(0));
            return within(TARGET, ids, longest);
        }
        if (prefix != null) {
            // pieces carry the space before their word, so that one at the end would stand between two
            return within(PREFIX, ids(PREFIX, prefix.stripTrailing(), template), longest - 1);
        }
        return template.prefixIds();
    }

    private List<Integer> ids(String field, String text, TargetTemplate template) throws TextRefusedException {
        if (longest == 0) {
            throw new TextRefusedException(
                    RefusalCode.UNSUPPORTED_CONTROL,
                    "the event has a " + field + ", and bundle " + manifest.name() + " " + manifest.version()
                            + " was exported without given targets. Export it again, or leave the field out.");
        }
        try {
            WellFormedText.check(text);
        } catch (TextRefusedException e) {
            throw new TextRefusedException(RefusalCode.INVALID_TARGET, "of the " + field + ": " + e.getMessage());
        }
        List<Integer> ids = new ArrayList<>(template.prefixIds());
        Integer forced = template.forcedBos();
        if (ids.isEmpty() && forced != null) {
            ids.add(forced); // what is given stands in place of it
        }
        for (Token token : tokenizer.encode(text)) {
            if (token.id() >= manifest.vocabularySizes().target()) {
                throw new TextRefusedException(
                        RefusalCode.INVALID_TARGET,
                        "the " + field + " has, at UTF-16 offset " + token.start()
                                + ", a piece that the bundle's vocabulary lacks; an answer cannot hold it. Leave it out.");
            }
            if (withoutText.contains(token.id())) {
                throw new TextRefusedException(
                        RefusalCode.INVALID_TARGET,
                        "the " + field + " has, at UTF-16 offset " + token.start()
                                + ", what the bundle's vocabulary spells" + " by the special token " + token.id()
                                + " only; an answer cannot hold it. Leave it out.");
            }
            ids.add(token.id());
        }
        return ids;
    }

    private List<Integer> within(String field, List<Integer> ids, int limit) throws TextRefusedException {
        if (ids.size() > limit) {
            throw new TextRefusedException(
                    RefusalCode.TARGET_TOO_LONG,
                    "the " + field + " has " + ids.size() + " tokens, template and end token included; bundle "
                            + manifest.name() + " " + manifest.version() + " takes at most " + limit
                            + ". Send a shorter one.");
        }
        return ids;
    }

    /** How many of the given ids score nothing, as the target language that is forced does not: 0 or 1. */
    static int forced(TargetTemplate template) {
        return template.prefixIds().isEmpty() && template.forcedBos() != null ? 1 : 0;
    }
}

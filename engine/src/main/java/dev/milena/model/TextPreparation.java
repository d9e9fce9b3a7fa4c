// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.PreparedText;
import dev.milena.api.RefusalCode;
import dev.milena.api.TextOverflow;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import dev.milena.api.WellFormedText;
import dev.milena.bundle.LanguagePair;
import dev.milena.bundle.LanguagePairs;
import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.bundle.Manifest.TargetTemplate;
import dev.milena.engine.DecoderRow;
import dev.milena.text.TextCut;
import dev.milena.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** From a request to what the model sees: admission, language, template, tokens, limits, given targets. Any thread. */
final class TextPreparation {
    private final Manifest manifest;
    private final Tokenizer tokenizer;
    private final LanguagePairs pairs;
    private final LanguageResolver languages;
    private final TargetPreparation targets;
    private final TextOverflow overflow;
    private final int maxNewTokens;

    TextPreparation(Manifest manifest, BundleTokenizers tokenizers, TextOverflow overflow, int maxNewTokens) {
        this.manifest = manifest;
        this.tokenizer = tokenizers.source();
        this.pairs = LanguagePairs.of(manifest);
        this.languages = new LanguageResolver(pairs, manifest.languages());
        this.targets = new TargetPreparation(manifest, tokenizers.target());
        this.overflow = overflow;
        this.maxNewTokens = maxNewTokens;
    }

    PreparedText prepare(TextRequest request) throws TextRefusedException {
        WellFormedText.check(request.text());
        LanguagePair pair = languages.resolve(request.sourceLanguage(), request.targetLanguage());
        SourceTemplate template = pair.sourceTemplate();
        List<Token> body = body(request.text(), template.textPrefix());
        int around = template.prefixIds().size() + template.suffixIds().size();
        Integer cut = null;
        if (around + body.size() > manifest.limits().sourceTokens()) {
            body = cut(request.text(), body, around);
            cut = body.get(body.size() - 1).end();
        }
        return new PreparedText(
                request,
                framed(body, template),
                cut,
                pair.source(),
                pair.target(),
                targets.given(request, pair.targetTemplate()),
                maxNewTokens);
    }

    /**
     * What the engine gets for a prepared text.
     *
     * @param uniforms numbers that its tokens are drawn by, or none
     */
    DecoderRow row(PreparedText text, float[] uniforms) {
        Integer forcedBos = targetTemplate(text).forcedBos();
        return new DecoderRow(
                text.sourceTokens().stream().mapToInt(Token::id).toArray(),
                text.maxNewTokens(),
                forcedBos == null || !text.givenIds().isEmpty() ? -1 : forcedBos,
                text.givenIds().stream().mapToInt(Integer::intValue).toArray(),
                uniforms);
    }

    /** The template of a prepared text's output. */
    TargetTemplate targetTemplate(PreparedText text) {
        return pairs.find(text.sourceLanguage(), text.targetLanguage())
                .orElseThrow(() -> new IllegalArgumentException(text + " was prepared by another model"))
                .targetTemplate();
    }

    /** Tokens of the text behind its prefix, with spans in the text; those of the prefix cover nothing. */
    private List<Token> body(String text, String prefix) throws TextRefusedException {
        List<Token> body = new ArrayList<>();
        for (Token token : tokenizer.encode(prefix + text)) {
            boolean ofText = prefix.isEmpty() || token.end() > prefix.length();
            body.add(
                    ofText
                            ? new Token(
                                    token.id(),
                                    token.piece(),
                                    Math.max(0, token.start() - prefix.length()),
                                    token.end() - prefix.length())
                            : Token.special(token.id(), token.piece()));
        }
        if (body.stream().allMatch(Token::isSpecial)) {
            throw new TextRefusedException(
                    RefusalCode.EMPTY_TEXT,
                    "the text has no token left after the tokenizer's normalization; a text has at least one."
                            + " Do not send texts of invisible characters only.");
        }
        return body;
    }

    /** As many tokens of a text that has too many as the settings allow. */
    private List<Token> cut(String text, List<Token> body, int around) throws TextRefusedException {
        int limit = manifest.limits().sourceTokens();
        List<Token> kept =
                overflow == TextOverflow.CUT ? TextCut.cut(text, body, Math.max(0, limit - around)) : List.of();
        if (kept.isEmpty()) {
            throw new TextRefusedException(
                    RefusalCode.TOO_MANY_TOKENS,
                    "the text has " + (around + body.size()) + " tokens, template included; bundle " + manifest.name()
                            + " " + manifest.version() + " takes at most " + limit
                            + (overflow == TextOverflow.CUT
                                    ? ", and no character fits. Use another bundle."
                                    : ". Send it in smaller pieces, such as sentences, or set milena.text.overflow=cut to"
                                            + " have its beginning answered."));
        }
        return kept;
    }

    private List<Token> framed(List<Token> body, SourceTemplate template) {
        List<Token> tokens = new ArrayList<>(
                template.prefixIds().size() + body.size() + template.suffixIds().size());
        template.prefixIds().forEach(id -> tokens.add(special(id)));
        tokens.addAll(body);
        template.suffixIds().forEach(id -> tokens.add(special(id)));
        return tokens;
    }

    private Token special(int id) {
        return Token.special(id, tokenizer.piece(id));
    }
}

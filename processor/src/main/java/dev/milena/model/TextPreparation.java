// SPDX-License-Identifier: Apache-2.0
package dev.milena.model;

import dev.milena.api.PreparedText;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.api.Token;
import dev.milena.bundle.LanguagePair;
import dev.milena.bundle.Manifest;
import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.engine.DecoderRow;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.text.TextAdmission;
import dev.milena.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/** From a request to what the model sees: admission, language, template, tokens, limits. Any thread. */
final class TextPreparation {
    private final Manifest manifest;
    private final Tokenizer tokenizer;
    private final List<LanguagePair> pairs;
    private final LanguageResolver languages;
    private final int maxNewTokens;

    TextPreparation(Manifest manifest, Tokenizer tokenizer, int maxNewTokens) {
        this.manifest = manifest;
        this.tokenizer = tokenizer;
        this.pairs = LanguagePair.allOf(manifest);
        this.languages = new LanguageResolver(pairs);
        this.maxNewTokens = maxNewTokens;
    }

    PreparedText prepare(TextRequest request) throws TextRefusedException {
        TextAdmission.check(request.text());
        LanguagePair pair = languages.resolve(request.sourceLanguage(), request.targetLanguage());
        List<Token> tokens = tokens(request.text(), pair.sourceTemplate());
        int limit = manifest.limits().sourceTokens();
        if (tokens.size() > limit) {
            throw new TextRefusedException(
                    DeadLetterCode.TOO_MANY_TOKENS,
                    "the text has " + tokens.size() + " tokens, template included; bundle " + manifest.name() + " "
                            + manifest.version() + " takes at most " + limit
                            + ". Send it in smaller pieces, such as sentences.");
        }
        return new PreparedText(request, tokens, pair.source(), pair.target(), maxNewTokens);
    }

    /** What the engine gets for a prepared text. */
    DecoderRow row(PreparedText text) {
        LanguagePair pair = pairs.stream()
                .filter(candidate -> candidate.source().equals(text.sourceLanguage())
                        && candidate.target().equals(text.targetLanguage()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text + " was prepared by another model"));
        Integer forcedBos = pair.targetTemplate().forcedBos();
        return new DecoderRow(
                text.sourceTokens().stream().mapToInt(Token::id).toArray(),
                text.maxNewTokens(),
                forcedBos == null ? -1 : forcedBos,
                pair.targetTemplate().prefixIds().stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    private List<Token> tokens(String text, SourceTemplate template) throws TextRefusedException {
        String prefix = template.textPrefix();
        List<Token> encoded = tokenizer.encode(prefix + text);
        List<Token> tokens = new ArrayList<>(encoded.size()
                + template.prefixIds().size()
                + template.suffixIds().size());
        template.prefixIds().forEach(id -> tokens.add(special(id)));
        boolean content = false;
        for (Token token : encoded) {
            boolean ofText = prefix.isEmpty() || token.end() > prefix.length();
            content |= ofText;
            tokens.add(
                    ofText
                            ? new Token(
                                    token.id(),
                                    token.piece(),
                                    Math.max(0, token.start() - prefix.length()),
                                    token.end() - prefix.length())
                            : Token.special(token.id(), token.piece()));
        }
        if (!content) {
            throw new TextRefusedException(
                    DeadLetterCode.EMPTY_TEXT,
                    "the text has no token left after the tokenizer's normalization; a text has at least one."
                            + " Do not send texts of invisible characters only.");
        }
        template.suffixIds().forEach(id -> tokens.add(special(id)));
        return tokens;
    }

    private Token special(int id) {
        return Token.special(id, tokenizer.piece(id));
    }
}

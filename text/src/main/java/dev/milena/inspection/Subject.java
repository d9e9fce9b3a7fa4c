// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.util.ULocale;
import dev.milena.api.Answer;
import dev.milena.api.ModelInfo;
import dev.milena.api.TextSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A text and its answer while they are inspected; what several checks need is made once. Not thread-safe. */
final class Subject {
    /** Evidence is to be looked at: more places tell nothing more. */
    static final int MOST_SPANS = 16;

    private static final int LONGEST_TAG = 64;
    private static final KnownTags<String> LANGUAGES = new KnownTags<>(Subject::shortestName);

    private final String source;
    private final String task;
    private final Answer answer;
    private @Nullable List<Word> sourceWords;
    private @Nullable List<Word> outputWords;
    private @Nullable Loop loop;
    private boolean isSearched;

    Subject(String source, String task, Answer answer) {
        this.source = source;
        this.task = task;
        this.answer = answer;
    }

    String source() {
        return source;
    }

    String output() {
        return answer.text();
    }

    Answer answer() {
        return answer;
    }

    /** Whether the answer is to say all that its text says. */
    boolean isTranslation() {
        return task.equals(ModelInfo.TRANSLATION);
    }

    /** Whether it is to say it in another language. */
    boolean changesLanguage() {
        String from = language(answer.sourceLanguage());
        String into = language(answer.targetLanguage());
        return isTranslation() && !from.isEmpty() && !into.isEmpty() && !from.equals(into);
    }

    String sourceLanguage() {
        return language(answer.sourceLanguage());
    }

    String targetLanguage() {
        return language(answer.targetLanguage());
    }

    /** The language of a tag without script and region, in its shortest name; empty where it says none. */
    private static String language(@Nullable String tag) {
        return tag == null || tag.length() > LONGEST_TAG ? "" : LANGUAGES.of(tag);
    }

    private static String shortestName(String tag) {
        String language = ULocale.forLanguageTag(tag.replace('_', '-')).getLanguage();
        return language.equals("nb") || language.equals("nn") ? "no" : language;
    }

    List<Word> sourceWords() {
        List<Word> words = sourceWords;
        if (words == null) {
            words = Word.of(source);
            sourceWords = words;
        }
        return words;
    }

    List<Word> outputWords() {
        List<Word> words = outputWords;
        if (words == null) {
            words = Word.of(output());
            outputWords = words;
        }
        return words;
    }

    /** The longest loop of the answer, or null. */
    @Nullable
    Loop loop() {
        if (!isSearched) {
            loop = Loop.longest(output());
            isSearched = true;
        }
        return loop;
    }

    TextSpan wholeSource() {
        return new TextSpan(0, source.length());
    }

    TextSpan wholeOutput() {
        return new TextSpan(0, output().length());
    }
}

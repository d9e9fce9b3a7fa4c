// SPDX-License-Identifier: Apache-2.0
package dev.milena.language.opennlp;

import dev.milena.language.DetectedLanguage;
import dev.milena.language.LanguageDetector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import opennlp.tools.langdetect.Language;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.langdetect.ThreadSafeLanguageDetectorME;
import org.jspecify.annotations.Nullable;

/**
 * Detects languages with OpenNLP's model of 103 languages, which is read when the first text comes and takes some 100 MB of
 * heap. Any thread.
 *
 * <p>The model gives a text of a few words much the same share of every language. Here a share counts by its power, and a
 * candidate counts more than a language that nobody can read: of two candidates the one that the model prefers is nearly
 * always right, while over all languages a short English text is often Latin. What the model prefers hardly more than
 * anything else, such as letters and numbers at random, is in no language.
 */
public final class OpenNlpLanguageDetector implements LanguageDetector {
    private static final String MODEL = "/langdetect-183.bin";

    /** What comes behind says nothing new, and takes time. */
    private static final int MOST_CHARACTERS = 600;

    /** Chosen on the dev split of eng-deu, titles of the dev split of abstract-title, and noise. */
    private static final double POWER = 20;

    /** How many times a candidate counts; see {@link #POWER}. */
    private static final double CANDIDATE = 1_000;

    /** Times the share that each language would have if the model knew nothing; see {@link #POWER}. */
    private static final double LEAST_SHARE = 1.29;

    private static final float LEAST_CONFIDENCE = 0.8f;

    private static final class Loaded {
        static final ThreadSafeLanguageDetectorME DETECTOR = load();
    }

    /** A detector; all of a process share one model. */
    public OpenNlpLanguageDetector() {}

    private static ThreadSafeLanguageDetectorME load() {
        try (InputStream in = OpenNlpLanguageDetector.class.getResourceAsStream(MODEL)) {
            if (in == null) {
                throw new IllegalStateException(
                        "OpenNLP's model of languages is not on the class path; add org.apache.opennlp:opennlp-models-langdetect");
            }
            return new ThreadSafeLanguageDetectorME(new LanguageDetectorModel(in));
        } catch (IOException e) {
            throw new UncheckedIOException("OpenNLP's model of languages cannot be read", e);
        }
    }

    @Override
    public DetectedLanguage detect(String text, Set<String> candidates) {
        String beginning = text.length() <= MOST_CHARACTERS ? text : beginning(text);
        if (beginning.codePoints().noneMatch(Character::isLetter)) {
            return DetectedLanguage.unsure(0);
        }
        Language[] all = Loaded.DETECTOR.predictLanguages(beginning);
        Map<String, String> spelled = spelled(candidates);
        Map<String, Double> shares = new HashMap<>();
        for (Language language : all) {
            shares.merge(LanguageTags.of(language.getLang()), language.getConfidence(), Math::max);
        }
        return found(shares, spelled, LEAST_SHARE / all.length);
    }

    private static DetectedLanguage found(Map<String, Double> shares, Map<String, String> spelled, double leastShare) {
        @Nullable String best = null;
        double most = 0;
        double sum = 0;
        for (Map.Entry<String, Double> share : shares.entrySet()) {
            double counts = Math.pow(share.getValue() * shares.size(), POWER);
            double weight = spelled.containsKey(share.getKey()) ? CANDIDATE * counts : counts;
            sum += weight;
            if (weight > most
                    || (weight == most && best != null && share.getKey().compareTo(best) < 0)) {
                most = weight;
                best = share.getKey();
            }
        }
        float confidence = sum == 0 ? 0 : (float) (most / sum);
        return best == null || confidence < LEAST_CONFIDENCE || shares.getOrDefault(best, 0.0) < leastShare
                ? DetectedLanguage.unsure(confidence)
                : DetectedLanguage.of(spelled.getOrDefault(best, best), confidence);
    }

    /** How candidates are spelled, by their languages without script and region. */
    private static Map<String, String> spelled(Set<String> candidates) {
        Map<String, String> spelled = new HashMap<>();
        for (String candidate : candidates) {
            String language = Locale.forLanguageTag(candidate.replace('_', '-')).getLanguage();
            spelled.merge(
                    language.isEmpty() ? candidate : LanguageTags.of(language),
                    candidate,
                    (one, other) -> one.compareTo(other) <= 0 ? one : other);
        }
        return spelled;
    }

    /** Up to a character that is not cut in two. */
    private static String beginning(String text) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1)) ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
    }
}

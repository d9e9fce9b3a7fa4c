// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model is, for outputs, logs and start-up checks.
 *
 * @param name bundle name
 * @param version bundle version
 * @param sha256 SHA-256 of the manifest, lower-case hex
 * @param task {@code translation}, {@code summarization}, {@code generation} or {@code text2text}
 * @param sourceLanguages BCP-47 tags accepted, empty where the bundle declares none
 * @param targetLanguages BCP-47 tags that can be asked for, empty where the bundle declares none
 * @param maxSourceTokens longest source, template and special tokens included
 * @param maxNewTokens longest output, end token included
 * @param segments whether a text is answered in segments, such as sentences, where the settings leave it to the model
 * @param standIns what stands in for pieces of a text that must not change
 */
public record ModelInfo(
        String name,
        String version,
        String sha256,
        String task,
        List<String> sourceLanguages,
        List<String> targetLanguages,
        int maxSourceTokens,
        int maxNewTokens,
        boolean segments,
        StandIns standIns) {
    /** The task whose answers say all that their texts say. */
    public static final String TRANSLATION = "translation";

    /** The task whose answers say the most important of what their texts say. */
    public static final String SUMMARIZATION = "summarization";

    public ModelInfo {
        sourceLanguages = List.copyOf(sourceLanguages);
        targetLanguages = List.copyOf(targetLanguages);
    }

    /** A model that says nothing of segments and stand-ins: translation is done in segments, other tasks want the text as one. */
    public ModelInfo(
            String name,
            String version,
            String sha256,
            String task,
            List<String> sourceLanguages,
            List<String> targetLanguages,
            int maxSourceTokens,
            int maxNewTokens) {
        this(
                name,
                version,
                sha256,
                task,
                sourceLanguages,
                targetLanguages,
                maxSourceTokens,
                maxNewTokens,
                segmentsByTask(task),
                StandIns.NONE);
    }

    /** Whether a text is answered in segments where a model of that task does not say. */
    public static boolean segmentsByTask(String task) {
        return TRANSLATION.equals(task);
    }

    /** Whether the model has these languages; null stands for any, and a model that declares none has all. */
    public boolean speaks(@Nullable String source, @Nullable String target) {
        return has(source, sourceLanguages) && has(target, targetLanguages);
    }

    private static boolean has(@Nullable String tag, List<String> known) {
        return tag == null || known.isEmpty() || LanguageTags.lookup(tag, known).isPresent();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.models;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which model answers a text: the one that the request names; else, in the order in which they were added, the first that
 * does the task and has the languages that the request names. Immutable, any thread.
 */
final class ModelChoice {
    /** Names that look like names may be repeated in a message; anything else might be a text in the wrong field. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, PooledModel> models;

    /**
     * @param models loaded models by name, in the order in which they are tried; at least one
     */
    ModelChoice(Map<String, PooledModel> models) {
        this.models = models;
    }

    /**
     * The model of a request.
     *
     * @throws TextRefusedException when no model has the name or the task; one that lacks the languages says so itself
     */
    PooledModel of(TextRequest request) throws TextRefusedException {
        String bundle = request.bundle();
        List<PooledModel> able = able(request);
        if (able.isEmpty()) {
            throw new TextRefusedException(
                    RefusalCode.UNKNOWN_TASK,
                    "The request is for " + inWords(request.task()) + "; "
                            + (bundle == null ? "the loaded bundles do " : "its bundle is one of ")
                            + models.values().stream()
                                    .map(model -> model.info().task() + " (" + model.name() + ")")
                                    .toList()
                            + ". Ask for one of these tasks, or load another bundle");
        }
        return able.stream()
                .filter(model -> model.info().speaks(request.sourceLanguage(), request.targetLanguage()))
                .findFirst()
                .orElse(able.get(0));
    }

    /**
     * The models that a request means, whatever its languages.
     *
     * @throws TextRefusedException when no model has the name
     */
    List<PooledModel> able(TextRequest request) throws TextRefusedException {
        String bundle = request.bundle();
        return (bundle == null ? List.copyOf(models.values()) : List.of(named(bundle)))
                .stream().filter(model -> does(request.task(), model)).toList();
    }

    private PooledModel named(String bundle) throws TextRefusedException {
        PooledModel model = models.get(bundle);
        if (model == null) {
            String named = NAME.matcher(bundle).matches() ? " '" + bundle + "'" : "";
            throw new TextRefusedException(
                    RefusalCode.UNKNOWN_BUNDLE,
                    "The request is for a bundle" + named + " that is not loaded; loaded are " + models.keySet()
                            + ". Name one of these, or load that one");
        }
        return model;
    }

    private static boolean does(@Nullable String wanted, PooledModel model) {
        return wanted == null || wanted.equalsIgnoreCase(model.info().task());
    }

    private static String inWords(@Nullable String task) {
        return task != null && NAME.matcher(task).matches()
                ? task.toLowerCase(Locale.ROOT)
                : "a task that this build does not know";
    }
}

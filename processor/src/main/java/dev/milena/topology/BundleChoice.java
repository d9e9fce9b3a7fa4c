// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.ModelInfo;
import dev.milena.api.TextRefusedException;
import dev.milena.schemas.DeadLetterCode;
import dev.milena.schemas.Task;
import dev.milena.schemas.TextEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bundle answers an event: the one that it names; else, in the order of {@code milena.bundles}, the first that does
 * its task and has its languages, as far as it names them. Immutable, any thread.
 */
final class BundleChoice {
    /** Names that look like names may be repeated in a message; anything else might be a text in the wrong field. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Map<String, ModelLane> lanes;

    /**
     * @param lanes loaded bundles by name, in the order of the settings; at least one
     */
    BundleChoice(Map<String, ModelLane> lanes) {
        this.lanes = lanes;
    }

    /**
     * The bundle of an event.
     *
     * @throws TextRefusedException when none is loaded that has the name or the task; a bundle that lacks the languages
     *     says so itself
     */
    ModelLane of(TextEvent event) throws TextRefusedException {
        List<ModelLane> able = (event.getBundle() == null
                        ? List.copyOf(lanes.values())
                        : List.of(named(event.getBundle())))
                .stream().filter(lane -> does(event.getTask(), lane)).toList();
        if (able.isEmpty()) {
            throw new TextRefusedException(
                    DeadLetterCode.UNKNOWN_TASK,
                    "The event asks for " + inWords(event.getTask()) + "; "
                            + (event.getBundle() == null ? "the loaded bundles do " : "its bundle is one of ")
                            + lanes.values().stream()
                                    .map(lane -> info(lane).task() + " ("
                                            + info(lane).name() + ")")
                                    .toList()
                            + ". Ask for one of these tasks, or list another bundle in milena.bundles");
        }
        return able.stream()
                .filter(lane -> info(lane).speaks(event.getSourceLanguage(), event.getTargetLanguage()))
                .findFirst()
                .orElse(able.get(0));
    }

    private ModelLane named(String bundle) throws TextRefusedException {
        ModelLane lane = lanes.get(bundle);
        if (lane == null) {
            String named = NAME.matcher(bundle).matches() ? " '" + bundle + "'" : "";
            throw new TextRefusedException(
                    DeadLetterCode.UNKNOWN_BUNDLE,
                    "The event asks for a bundle" + named + " that is not loaded; loaded are " + lanes.keySet()
                            + ", and milena.bundles lists their folders");
        }
        return lane;
    }

    private static boolean does(@Nullable Task wanted, ModelLane lane) {
        return wanted == null || (Answers.task(info(lane).task()) == wanted && wanted != Task.UNKNOWN);
    }

    private static String inWords(@Nullable Task task) {
        return task == null || task == Task.UNKNOWN
                ? "a task that this build does not know"
                : task.name().toLowerCase(Locale.ROOT);
    }

    private static ModelInfo info(ModelLane lane) {
        return lane.model().info();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import dev.milena.api.TextOverflow;
import dev.milena.config.WindowSettings.Kind;
import dev.milena.streams.Summaries;
import dev.milena.streams.config.StageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Rules between the settings of windows. Not thread-safe. */
final class WindowChecks {
    private static final String PREFIX = "milena.window.";
    private static final Set<String> OF_SIZE =
            Set.of(MilenaConfig.WINDOW_SIZE_MS_CONFIG, MilenaConfig.WINDOW_ADVANCE_MS_CONFIG);

    private final MilenaConfig config;
    private final WindowSettings windows;
    private final List<String> errors = new ArrayList<>();

    private WindowChecks(MilenaConfig config) {
        this.config = config;
        this.windows = config.windows();
    }

    static List<String> errors(MilenaConfig config) {
        WindowChecks checks = new WindowChecks(config);
        if (checks.windows.areOn()) {
            checks.timesSuitTheKind();
            checks.storyMakesSense();
            checks.windowFitsAText();
            checks.nothingIsTranslated();
            checks.headersAreNotAsked();
            checks.changelogHasAName();
        } else {
            checks.nothingIsSet();
        }
        return checks.errors;
    }

    private boolean isSet(String setting) {
        return config.originals().containsKey(setting);
    }

    private void nothingIsSet() {
        for (String setting : new TreeSet<>(config.originals().keySet())) {
            if (setting.startsWith(PREFIX) && !setting.equals(MilenaConfig.WINDOW_KIND_CONFIG)) {
                errors.add(setting + "=" + config.originals().get(setting) + ", but " + MilenaConfig.WINDOW_KIND_CONFIG
                        + " is none: each event would be answered by itself. Set " + MilenaConfig.WINDOW_KIND_CONFIG
                        + " to tumbling, hopping or session, or take " + setting + " out.");
            }
        }
    }

    private void timesSuitTheKind() {
        Kind kind = windows.kind();
        if (kind == Kind.SESSION) {
            needed(MilenaConfig.WINDOW_GAP_MS_CONFIG, "ends a session");
            OF_SIZE.stream().sorted().forEach(setting -> withoutEffect(setting, MilenaConfig.WINDOW_GAP_MS_CONFIG));
            return;
        }
        needed(MilenaConfig.WINDOW_SIZE_MS_CONFIG, "ends a window");
        withoutEffect(MilenaConfig.WINDOW_GAP_MS_CONFIG, MilenaConfig.WINDOW_SIZE_MS_CONFIG);
        if (kind == Kind.TUMBLING) {
            withoutEffect(MilenaConfig.WINDOW_ADVANCE_MS_CONFIG, MilenaConfig.WINDOW_SIZE_MS_CONFIG);
            return;
        }
        needed(MilenaConfig.WINDOW_ADVANCE_MS_CONFIG, "says where the next one starts");
        if (windows.advance().compareTo(windows.size()) > 0) {
            long advance = windows.advance().toMillis();
            long size = windows.size().toMillis();
            errors.add(MilenaConfig.WINDOW_ADVANCE_MS_CONFIG + "=" + advance + " is more than "
                    + MilenaConfig.WINDOW_SIZE_MS_CONFIG + "=" + size
                    + ": events between two windows would be in none. Lower " + MilenaConfig.WINDOW_ADVANCE_MS_CONFIG
                    + " to at most " + size + ", or raise " + MilenaConfig.WINDOW_SIZE_MS_CONFIG + " to at least "
                    + advance + ".");
        }
        eventIsInFewWindows();
    }

    private void eventIsInFewWindows() {
        long size = windows.size().toMillis();
        long advance = windows.advance().toMillis();
        if (advance == 0 || size / advance <= Summaries.MOST_WINDOWS) {
            return;
        }
        long least = (size + Summaries.MOST_WINDOWS - 1) / Summaries.MOST_WINDOWS;
        errors.add(MilenaConfig.WINDOW_ADVANCE_MS_CONFIG + "=" + advance + " puts an event into " + size / advance
                + " windows of " + MilenaConfig.WINDOW_SIZE_MS_CONFIG + "=" + size
                + ", each of which is written anew for it; it may be in " + Summaries.MOST_WINDOWS + " at most. Raise "
                + MilenaConfig.WINDOW_ADVANCE_MS_CONFIG + " to at least " + least + ", or lower "
                + MilenaConfig.WINDOW_SIZE_MS_CONFIG + ".");
    }

    private void needed(String setting, String what) {
        if (config.getLong(setting) == 0) {
            errors.add(MilenaConfig.WINDOW_KIND_CONFIG + "=" + windows.kind() + ", but nothing " + what + ". Set "
                    + setting + " to its time in milliseconds, or " + MilenaConfig.WINDOW_KIND_CONFIG
                    + " to another kind.");
        }
    }

    private void withoutEffect(String setting, String instead) {
        if (isSet(setting)) {
            errors.add(setting + "=" + config.originals().get(setting) + " is without effect where "
                    + MilenaConfig.WINDOW_KIND_CONFIG + " is " + windows.kind() + ", which goes by " + instead
                    + ". Take it out, or set " + MilenaConfig.WINDOW_KIND_CONFIG + " to another kind.");
        }
    }

    private void storyMakesSense() {
        if (windows.story().isZero()) {
            return;
        }
        String story =
                MilenaConfig.WINDOW_STORY_MS_CONFIG + "=" + windows.story().toMillis();
        if (windows.kind() == Kind.HOPPING && !windows.advance().equals(windows.size())) {
            errors.add(story + " goes on from window to window, and " + MilenaConfig.WINDOW_KIND_CONFIG
                    + "=hopping has windows that overlap: the story would tell everything twice. Set "
                    + MilenaConfig.WINDOW_KIND_CONFIG + " to tumbling or session, or take "
                    + MilenaConfig.WINDOW_STORY_MS_CONFIG + " out.");
        }
        if (config.getString(StageConfig.TEXT_OVERFLOW_CONFIG).equals(TextOverflow.LATEST.toString())) {
            errors.add(story + " begins each window with the story so far, and " + StageConfig.TEXT_OVERFLOW_CONFIG
                    + "=latest leaves out what comes first: the story would be dropped. Set "
                    + StageConfig.TEXT_OVERFLOW_CONFIG + " to salience, or take " + MilenaConfig.WINDOW_STORY_MS_CONFIG
                    + " out.");
        }
    }

    private void windowFitsAText() {
        long most = Summaries.mostBytes(
                windows.maxTexts(), windows.maxBytes(), !windows.story().isZero());
        int longest = config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG);
        if (most > longest) {
            errors.add(MilenaConfig.WINDOW_MAX_BYTES_CONFIG + "=" + windows.maxBytes() + " and "
                    + MilenaConfig.WINDOW_MAX_TEXTS_CONFIG + "=" + windows.maxTexts() + " make windows of up to " + most
                    + " bytes, and " + StageConfig.TEXT_MAX_BYTES_CONFIG + " is " + longest
                    + ": they would be refused. Lower the former two, or raise " + StageConfig.TEXT_MAX_BYTES_CONFIG
                    + " to at least " + most + ".");
        }
    }

    private void changelogHasAName() {
        String topic = config.applicationId() + "-" + WindowSettings.STAGE + "-windows-changelog";
        if (topic.length() > CrossChecks.LONGEST_TOPIC) {
            errors.add("the topic of the store of windows would be " + topic + ", which has " + topic.length()
                    + " characters, and a topic has at most " + CrossChecks.LONGEST_TOPIC
                    + ". Shorten application.id to at most "
                    + (CrossChecks.LONGEST_TOPIC
                            - topic.length()
                            + config.applicationId().length()) + " characters.");
        }
    }

    private void headersAreNotAsked() {
        for (String setting : List.of(MilenaConfig.FLOW_HEADER_CONFIG, MilenaConfig.PRIORITY_HEADER_CONFIG)) {
            if (!config.getString(setting).isEmpty()) {
                errors.add(setting + "=" + config.getString(setting) + " names a header of events, and "
                        + MilenaConfig.WINDOW_KIND_CONFIG + "=" + windows.kind()
                        + " has windows of many events summarized. Take " + setting + " out, or set "
                        + MilenaConfig.WINDOW_KIND_CONFIG + " to none.");
            }
        }
    }

    private void nothingIsTranslated() {
        if (config.hasGlossaryTopic()) {
            errors.add(MilenaConfig.GLOSSARY_TOPIC_CONFIG + " is set, but " + MilenaConfig.WINDOW_KIND_CONFIG + "="
                    + windows.kind() + " has windows summarized, and nothing translated. Take "
                    + MilenaConfig.GLOSSARY_TOPIC_CONFIG + " out, or set " + MilenaConfig.WINDOW_KIND_CONFIG
                    + " to none.");
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/** Adds settings to a definition, group by group, in the order of the reference. Not thread-safe. */
public abstract class Definitions {
    private final ConfigDef definition;
    private String group = "";
    private int order;

    /** Adds to that. */
    protected Definitions(ConfigDef definition) {
        this.definition = definition;
    }

    /** Begins a group of settings. */
    protected final void begin(String name) {
        group = name;
        order = 0;
    }

    /** Adds a setting to the group. */
    protected final void add(
            String name,
            ConfigDef.Type type,
            Object defaultValue,
            @Nullable Validator rule,
            Importance importance,
            String documentation) {
        definition.define(
                name, type, defaultValue, rule, importance, documentation, group, ++order, Width.MEDIUM, name);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import dev.milena.schemas.Task;
import org.jspecify.annotations.Nullable;

/**
 * A text of the demo.
 *
 * @param text the text
 * @param task what shall be done with it, or null for whatever the bundle does
 */
record Sample(String text, @Nullable Task task) {}

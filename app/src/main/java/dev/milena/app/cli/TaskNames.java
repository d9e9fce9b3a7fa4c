// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.cli;

import dev.milena.schemas.Task;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Tasks as the command line names them, such as {@code summarization}. */
final class TaskNames implements ITypeConverter<Task>, Iterable<String> {

    @Override
    public Task convert(String name) {
        return Arrays.stream(Task.values())
                .filter(task -> task != Task.UNKNOWN && name(task).equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "there is no task '" + name + "'; there are " + String.join(", ", this)));
    }

    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Task.values())
                .filter(task -> task != Task.UNKNOWN)
                .map(TaskNames::name)
                .iterator();
    }

    private static String name(Task task) {
        return task.name().toLowerCase(Locale.ROOT);
    }
}

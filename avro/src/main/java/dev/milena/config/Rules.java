// SPDX-License-Identifier: Apache-2.0
package dev.milena.config;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** Rules for single values. Each reads well in the reference (as text) and in an error message. */
final class Rules {

    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
    private static final Pattern DEVICE = Pattern.compile("cpu|cuda(:[0-9]{1,3})?");

    private Rules() {}

    static Validator topic() {
        return matching(
                value -> TOPIC.matcher(value).matches() && !value.equals(".") && !value.equals(".."),
                "1 to 249 letters, digits, dots, underscores or dashes");
    }

    static Validator topicOrNone() {
        return matching(
                value -> value.isEmpty()
                        || (TOPIC.matcher(value).matches() && !value.equals(".") && !value.equals("..")),
                "empty, or 1 to 249 letters, digits, dots, underscores or dashes");
    }

    static Validator device() {
        return matching(value -> DEVICE.matcher(value).matches(), "cpu, cuda or cuda:N");
    }

    static Validator className() {
        return matching(value -> !value.isBlank(), "name of a class on the class path");
    }

    static Validator oneOf(String... values) {
        List<String> allowed = List.of(values);
        return matching(allowed::contains, String.join(" or ", values));
    }

    static Validator folders() {
        String rule = "one folder or more, none empty or twice";
        return rule(
                value -> value instanceof List<?> list
                        && !list.isEmpty()
                        && list.stream().noneMatch(entry -> entry.toString().isBlank())
                        && list.stream().distinct().count() == list.size(),
                rule);
    }

    static Validator finite(double least, double most) {
        String rule = String.format(Locale.ROOT, "[%s,...,%s]", least, most);
        return rule(value -> value instanceof Double number && number >= least && number <= most, rule);
    }

    static Validator finiteOrNone(double least, double most) {
        String rule = String.format(Locale.ROOT, "[%s,...,%s] or NaN", least, most);
        return rule(
                value -> value instanceof Double number && (number.isNaN() || (number >= least && number <= most)),
                rule);
    }

    private static Validator matching(Predicate<String> test, String rule) {
        return rule(value -> value instanceof String text && test.test(text), rule);
    }

    private static Validator rule(Predicate<Object> test, String rule) {
        return LambdaValidator.with(
                (name, value) -> {
                    // an absent value has its own message: no default value
                    if (value != null && !test.test(value)) {
                        throw new ConfigException(name, value, "must be " + rule);
                    }
                },
                () -> rule);
    }
}

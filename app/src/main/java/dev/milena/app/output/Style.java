// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.output;

/** A few calm ANSI styles, or none at all where nobody would see them. Immutable. */
public enum Style {
    PLAIN {
        @Override
        String sgr(String code, String text) {
            return text;
        }
    },
    ANSI {
        @Override
        String sgr(String code, String text) {
            return text.isEmpty() ? text : "\033[" + code + "m" + text + "\033[0m";
        }
    };

    static Style of(boolean ansi) {
        return ansi ? ANSI : PLAIN;
    }

    abstract String sgr(String code, String text);

    /** What matters most on a line. */
    public String bold(String text) {
        return sgr("1", text);
    }

    /** What may be overlooked. */
    public String dim(String text) {
        return sgr("2", text);
    }

    /** Success. */
    public String green(String text) {
        return sgr("32", text);
    }

    /** Something to look at twice. */
    public String yellow(String text) {
        return sgr("33", text);
    }

    /** Failure. */
    public String red(String text) {
        return sgr("31", text);
    }
}

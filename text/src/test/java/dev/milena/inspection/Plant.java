// SPDX-License-Identifier: Apache-2.0
package dev.milena.inspection;

import com.ibm.icu.text.RuleBasedNumberFormat;
import dev.milena.api.DoubtKind;
import dev.milena.api.TextSpan;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ways to spoil an answer as models do, each with a kind that is to be found and others that may be found with it; and ways
 * to change it that spoil nothing.
 */
@SuppressWarnings("ImmutableEnumChecker") // its sets and lists never change
enum Plant {
    LETTERS_OVER_AND_OVER(DoubtKind.RUNAWAY, DoubtKind.REPETITION, DoubtKind.TOO_LONG) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            return text.withOutput(text.answer().text() + " U"
                    + "NS".substring(random.nextInt(2)).substring(0, 1).repeat(40 + random.nextInt(60)));
        }
    },
    CUT_OFF(DoubtKind.RUNAWAY) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.cutOff();
        }
    },
    WORDS_REPEATED(DoubtKind.REPETITION, DoubtKind.TOO_LONG, DoubtKind.RUNAWAY, DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            List<TextSpan> words = text.answer().words().outputWords();
            int first = random.nextInt(words.size());
            int last = Math.min(words.size() - 1, first + random.nextInt(3));
            String output = text.answer().text();
            String piece =
                    output.substring(words.get(first).start(), words.get(last).end()) + " ";
            if (piece.codePoints().filter(Character::isLetter).count() < 4) {
                return null;
            }
            return text.withOutput(output.substring(0, words.get(last).end()) + " "
                    + piece.repeat(3 + random.nextInt(4))
                    + output.substring(words.get(last).end()));
        }
    },
    SYLLABLES_REPEATED(DoubtKind.REPETITION, DoubtKind.RUNAWAY, DoubtKind.TOO_LONG) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            List<String> words = text.outputWords().stream()
                    .filter(word -> word.length() > 4 && word.chars().allMatch(Character::isLetter))
                    .toList();
            if (words.isEmpty()) {
                return null;
            }
            String word = words.get(random.nextInt(words.size()));
            int start = random.nextInt(word.length() - 3);
            String syllable = word.substring(start, start + 2 + random.nextInt(2));
            return text.withOutput(text.answer()
                    .text()
                    .replace(word, word.substring(0, start) + syllable.repeat(6 + random.nextInt(8))));
        }
    },
    TRUNCATED(DoubtKind.TOO_SHORT, DoubtKind.UNALIGNED_SOURCE, DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            List<TextSpan> words = text.answer().words().outputWords();
            int kept = Math.max(1, (int) (words.size() * (0.15 + 0.2 * random.nextDouble())));
            return words.size() < 6
                    ? null
                    : text.withOutput(
                            text.answer()
                                    .text()
                                    .substring(0, words.get(kept - 1).end()),
                            kept);
        }
    },
    GOES_ON(DoubtKind.TOO_LONG, DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            String more =
                    " Er sagte, dass es im letzten Sommer sehr warm gewesen war, obwohl niemand damit gerechnet hatte,"
                            + " und die Kinder spielten jeden Abend noch lange draußen am Fluss hinter dem alten Haus.";
            int length = Math.max(40, text.source().length() * (16 + random.nextInt(10)) / 10);
            return text.withOutput(text.answer().text()
                    + more.repeat(1 + length / more.length()).substring(0, length));
        }
    },
    UNTRANSLATED(DoubtKind.COPIED, DoubtKind.WRONG_LANGUAGE) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withOutput(text.source());
        }
    },
    HALF_UNTRANSLATED(DoubtKind.COPIED, DoubtKind.WRONG_LANGUAGE, DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            List<TextSpan> source = text.answer().words().sourceWords();
            List<TextSpan> output = text.answer().words().outputWords();
            if (source.size() < 8) {
                return null;
            }
            return text.withOutput(text.answer()
                            .text()
                            .substring(0, output.get(output.size() / 2 - 1).end())
                    + " "
                    + text.source().substring(source.get(source.size() / 2).start()));
        }
    },
    DIGIT_CHANGED(DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            String output = text.answer().text();
            int[] digits =
                    output.chars().map(unit -> Character.isDigit(unit) ? 1 : 0).toArray();
            for (int i = 0; i < digits.length; i++) {
                if (digits[i] == 1) {
                    char other = (char) ('1' + (output.charAt(i) - '1' + 1 + random.nextInt(8)) % 9);
                    return text.withOutput(output.substring(0, i) + other + output.substring(i + 1));
                }
            }
            return null;
        }
    },
    NUMBER_DROPPED(DoubtKind.NUMBERS_ALTERED, DoubtKind.TOO_SHORT) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            String output = text.answer().text();
            String without = output.replaceFirst("[0-9][0-9.,:]*[0-9]\\s?", "");
            return without.equals(output) ? null : text.withOutput(without);
        }
    },
    NUMBER_ADDED(DoubtKind.NUMBERS_ALTERED) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withOutput(text.answer().text() + " " + (13 + random.nextInt(2_000)));
        }
    },
    PART_LEFT_OUT(DoubtKind.UNALIGNED_SOURCE, DoubtKind.TOO_SHORT, DoubtKind.NUMBERS_ALTERED) {
        @Override
        @Nullable
        AnsweredText in(AnsweredText text, Random random) {
            List<TextSpan> words = text.answer().words().outputWords();
            int kept = words.size() * 2 / 5;
            return words.size() < 8
                    ? null
                    : text.withOutput(
                            text.answer()
                                    .text()
                                    .substring(0, words.get(kept - 1).end()),
                            kept);
        }
    },
    OTHER_SCRIPT(DoubtKind.WRONG_SCRIPT, DoubtKind.NUMBERS_ALTERED, DoubtKind.TOO_SHORT) {
        private final List<String> words = List.of("москва", "такое", "国家", "東京", "ಕನ್ನಡ", "κόσμος", "مدينة", "ประเทศ");

        @Override
        AnsweredText in(AnsweredText text, Random random) {
            List<TextSpan> output = text.answer().words().outputWords();
            TextSpan word = output.get(random.nextInt(output.size()));
            String whole = text.answer().text();
            return text.withOutput(whole.substring(0, word.start())
                    + words.get(random.nextInt(words.size()))
                    + whole.substring(word.end()));
        }
    },
    OTHER_LANGUAGE(
            DoubtKind.WRONG_LANGUAGE,
            DoubtKind.NUMBERS_ALTERED,
            DoubtKind.TOO_SHORT,
            DoubtKind.TOO_LONG,
            DoubtKind.COPIED) {
        private final List<String> sentences = List.of(
                "Je ne sais pas pourquoi il est parti avec les enfants.",
                "No sé por qué se fue con los niños a la ciudad.",
                "Ik weet niet waarom hij met de kinderen naar de stad is gegaan.",
                "Non so perché sia andato in città con i bambini.",
                "I do not know why he went to the city with the children.",
                "Nie wiem, dlaczego on pojechał do miasta z dziećmi, ale to nie jest ważne.",
                "Não sei por que ele foi para a cidade com as crianças.",
                "Jag vet inte varför han åkte till staden med barnen.",
                "Bilmiyorum ama o çok iyi bir insan ve bizim için her şey.",
                "Saya tidak tahu mengapa dia pergi ke kota dengan mereka.");

        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withOutput(sentences.get(random.nextInt(sentences.size())));
        }
    },
    NUMBER_MISREAD(DoubtKind.NUMBERS_ALTERED) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            int number = 13 + random.nextInt(random.nextBoolean() ? 80 : 900_000);
            int other = number + (random.nextBoolean() ? 1 : 10) * (1 + random.nextInt(8));
            return text.withBoth(
                    String.format(Locale.ROOT, " (%,d)", number), String.format(Locale.GERMANY, " (%,d)", other));
        }
    },
    SMALL_NUMBER_MISREAD(DoubtKind.NUMBERS_ALTERED) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            int number = 2 + random.nextInt(11);
            return text.withBoth(" (" + number + ")", " (" + (number % 12 + 1) + ")");
        }
    },
    SMALL_NUMBER_LOST(DoubtKind.NUMBERS_ALTERED) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withBoth(" (" + (2 + random.nextInt(11)) + ")", "");
        }
    },
    NUMBERS_WRITTEN_ANOTHER_WAY(null) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            int number = 1 + random.nextInt(999);
            String spelled = new RuleBasedNumberFormat(Locale.GERMANY, RuleBasedNumberFormat.SPELLOUT).format(number);
            return switch (random.nextInt(5)) {
                case 0 ->
                    text.withBoth(
                            String.format(Locale.ROOT, " %,.2f", number / 7.0),
                            String.format(Locale.GERMANY, " %,.2f", number / 7.0));
                case 1 -> text.withBoth(" at 6:30 p.m.", " um 18.30 Uhr");
                case 2 -> text.withBoth(" " + number, " " + spelled);
                case 3 -> text.withBoth(" 05/12/2024", " 12.5.2024");
                default -> text.withBoth(" (" + number * 1_000 + ")", " (" + number + ".000)");
            };
        }
    },
    NAMES_KEPT(null) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            String name = List.of(
                            " (New York Times, Los Angeles)", " (Jean-Luc van der Berg)", " (%(user_name)s, %(error)s)")
                    .get(random.nextInt(3));
            return text.withBoth(name, name);
        }
    },
    REPEATED_IN_BOTH(null) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withBoth(" No, no, no, no!", " Nein, nein, nein, nein!");
        }
    },
    QUOTED_IN_BOTH(null) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            return text.withBoth(" (Москва, 東京)", " (Москва, 東京)");
        }
    },
    EMOJI_DROPPED(DoubtKind.UNKNOWN_DROPPED) {
        @Override
        AnsweredText in(AnsweredText text, Random random) {
            String emoji = List.of("😀", "🚀", "漢", "§").get(random.nextInt(4));
            String source = text.source() + " " + emoji;
            return text.withSource(source, new TextSpan(text.source().length() + 1, source.length()));
        }
    };

    private final @Nullable DoubtKind kind;
    private final Set<DoubtKind> beside;

    Plant(@Nullable DoubtKind kind, DoubtKind... beside) {
        this.kind = kind;
        this.beside = kind == null ? Set.of() : EnumSet.of(kind, beside);
    }

    /** What is to be found; null where the answer is as good as before. */
    @Nullable
    DoubtKind kind() {
        return kind;
    }

    /** What may be found. */
    Set<DoubtKind> allowed() {
        return beside;
    }

    /** The spoilt answer, or null where this one cannot be spoilt so. */
    abstract @Nullable AnsweredText in(AnsweredText text, Random random);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

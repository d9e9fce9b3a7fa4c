// SPDX-License-Identifier: Apache-2.0
package dev.milena.topology;

import dev.milena.api.Answer;
import dev.milena.api.TokenAttention;
import dev.milena.schemas.DeadLetterCode;

/** How an event ends. */
sealed interface Outcome {

    /** Rough heap bytes that are held until the event leaves. */
    long bytes();

    /**
     * With an answer.
     *
     * @param text what the model was given
     * @param answer what it made of it
     */
    record Answered(AdmittedText text, Answer answer) implements Outcome {
        private static final int BYTES_OF_A_TOKEN = 80;

        @Override
        public long bytes() {
            TokenAttention attention = answer.attention();
            long tokens = (long) answer.outputTokens() * BYTES_OF_A_TOKEN;
            long weights = attention == null ? 0 : (long) Float.BYTES * attention.weights().length;
            long others = answer.alternatives().stream()
                    .mapToLong(other -> 2L * other.text().length() + BYTES_OF_A_TOKEN)
                    .sum();
            return 2L * answer.text().length() + tokens + weights + others;
        }
    }

    /**
     * With a dead letter.
     *
     * @param code why, for programs
     * @param message why, for people, without text
     */
    record Refused(DeadLetterCode code, String message) implements Outcome {
        @Override
        public long bytes() {
            return 2L * message.length();
        }
    }
}

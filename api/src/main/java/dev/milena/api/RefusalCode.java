// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/** Why a record or a text was refused, for programs. New codes may be added; none changes its meaning. */
public enum RefusalCode {
    /** A reason that this build does not know. */
    UNKNOWN,
    /** The record has no value. */
    NULL_VALUE,
    /** The value is not Avro single-object encoding. */
    NOT_AVRO,
    /** The value is Avro of another schema. */
    WRONG_SCHEMA,
    /** The value is not the JSON that was asked for. */
    NOT_JSON,
    /** The serde of the input cannot read the value. */
    NOT_DECODABLE,
    /** There is nothing but white space. */
    EMPTY_TEXT,
    /** The string is not text: an unpaired surrogate, NUL, or characters that the settings refuse. */
    MALFORMED_TEXT,
    /** The text is longer than the settings allow. */
    TEXT_TOO_LONG,
    /** The text has more tokens than its model takes. */
    TOO_MANY_TOKENS,
    /** The model does not have the language, or cannot tell which is meant. */
    UNKNOWN_LANGUAGE,
    /** The request names no language, several could be meant, and which one the text is in is not sure. */
    LANGUAGE_UNSURE,
    /** No model of that name is there. */
    UNKNOWN_BUNDLE,
    /** No model does that task. */
    UNKNOWN_TASK,
    /** The given prefix or target cannot be the start of an answer. */
    INVALID_TARGET,
    /** The given prefix or target is too long. */
    TARGET_TOO_LONG,
    /** The model lacks what the request asks for. */
    UNSUPPORTED_CONTROL,
    /** The record does not fit the changelog of the pending store. */
    EVENT_TOO_LARGE,
    /** The answer does not fit its topic. */
    RESULT_TOO_LARGE,
    /** The record came after its windows closed. */
    LATE,
    /** The timestamp is negative, or ahead of the clock by more than the settings allow. */
    WRONG_TIMESTAMP,
    /** The record has no key, and is to be kept by key. */
    NO_KEY,
    /** The model failed on this text alone. */
    ENGINE_FAILED,
    /** The process died several times while the model worked on this text. */
    ENGINE_CRASH,
    /** The model found no end to its answer, and the settings refuse such answers. */
    RUNAWAY_ANSWER,
    /** The function that takes the texts out of a record failed, or returned nothing where it must not. */
    EXTRACTION_FAILED,
    /** The function that merges a record with its answers failed, or returned nothing where it must not. */
    MERGE_FAILED,
    /** The serde of the pending store cannot write the record. */
    NOT_STORABLE,
    /** The serde of the pending store cannot read back what it wrote. */
    NOT_RESTORABLE
}

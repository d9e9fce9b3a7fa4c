// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.streams.internals.admission.AdmittedText;

/**
 * One segment of a text on its way through the model. Stream thread only; workers pass it on untouched.
 *
 * @param part the text that it is of
 * @param index its place in the text, from 0
 * @param text what the model is asked
 */
record AskedSegment(Part part, int index, AdmittedText text) {}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.demo;

import java.nio.file.Path;

/**
 * What a demo does.
 *
 * @param bundle folder of the model
 * @param count texts to send
 * @param rate texts a second, 0 for as fast as possible
 * @param beam hypotheses kept while decoding, 1 for greedy
 * @param json whether answers are printed as JSON lines
 * @param keepRunning whether the demo stays when the samples are answered
 */
public record DemoOptions(Path bundle, int count, double rate, int beam, boolean json, boolean keepRunning) {}

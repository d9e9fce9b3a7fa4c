// SPDX-License-Identifier: Apache-2.0
package dev.milena.api;

/**
 * An output word and a source word that belong together.
 *
 * @param source index of the source word, from 0
 * @param output index of the output word, from 0
 * @param weight share of the output word's attention that falls on the source word, in 0..1
 */
public record AlignmentLink(int source, int output, float weight) {}

// SPDX-License-Identifier: Apache-2.0
package dev.milena.bundle;

import dev.milena.bundle.Manifest.SourceTemplate;
import dev.milena.bundle.Manifest.TargetTemplate;

/**
 * A source and a target language that a bundle supports, with the templates of the pair.
 *
 * @param source BCP-47 tag of the source
 * @param target BCP-47 tag of the output
 * @param sourceTemplate what stands around a source
 * @param targetTemplate what an output starts with
 */
public record LanguagePair(
        String source, String target, SourceTemplate sourceTemplate, TargetTemplate targetTemplate) {}

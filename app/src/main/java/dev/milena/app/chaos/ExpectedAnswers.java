// SPDX-License-Identifier: Apache-2.0
package dev.milena.app.chaos;

import dev.milena.api.RefusalCode;
import dev.milena.api.TextModel;
import dev.milena.api.TextRefusedException;
import dev.milena.api.TextRequest;
import dev.milena.app.chaos.job.ChainedTopology;
import dev.milena.app.chaos.job.ChaosTopology;
import dev.milena.app.chaos.job.SimulatedModel;
import dev.milena.app.chaos.job.WindowTopology;
import dev.milena.document.Document;
import dev.milena.document.Documents;
import dev.milena.document.SegmentResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What each event is owed, computed from its text alone: by the test engine's function, or by a model of the verifier's
 * own that answers each segment of a text alone. One thread.
 */
final class ExpectedAnswers {
    private final ChaosTexts texts;
    private final TextModel model;
    private final ChaosTopology topology;
    /** The texts of each window of each key, in their order. */
    private final Map<String, List<String>> windows = new HashMap<>();

    private final Map<String, String> known = new HashMap<>();

    /**
     * @param sent all events, by their numbers
     */
    ExpectedAnswers(ChaosTexts texts, TextModel model, ChaosTopology topology, List<Sent> sent) {
        this.texts = texts;
        this.model = model;
        this.topology = topology;
        if (topology == ChaosTopology.WINDOWS) {
            sent.forEach(event -> windows.computeIfAbsent(window(event.number()), key -> new ArrayList<>())
                    .add(texts.text(event.number())));
        }
    }

    /**
     * The content that an output has to have.
     *
     * @param number of the event
     * @param part which of the event's outputs it is, from 0
     */
    String of(int number, int part) {
        List<String> sentences = texts.sentences(number);
        if (sentences.get(0).startsWith(SimulatedModel.POISON)) {
            return Output.refused(RefusalCode.ENGINE_FAILED.name());
        }
        if (topology == ChaosTopology.WINDOWS) {
            return WindowTopology.told(
                    WindowTopology.windowOf(number),
                    String.join("\n\n", windows.getOrDefault(window(number), List.of())));
        }
        if (topology == ChaosTopology.CHAINED) {
            return SimulatedModel.answerTo(SimulatedModel.answerTo(ChainedTopology.part(texts.text(number), part)));
        }
        return model instanceof SimulatedModel
                ? sentences.stream().map(SimulatedModel::answerTo).collect(Collectors.joining(" "))
                : known.computeIfAbsent(texts.text(number), this::answer);
    }

    private String window(int number) {
        return WindowTopology.windowOf(number) + " " + texts.key(number);
    }

    private String answer(String text) {
        try {
            Document document = Documents.defaults().divide(TextRequest.of(text), model.info(), model::prepare);
            List<SegmentResult> results = document.segments().stream()
                    .map(segment -> SegmentResult.answered(
                            segment.answer(model.answer(List.of(Objects.requireNonNull(segment.prepared())))
                                    .get(0))))
                    .toList();
            return document.join(results).text();
        } catch (TextRefusedException e) {
            return Output.refused(e.code().name());
        }
    }
}

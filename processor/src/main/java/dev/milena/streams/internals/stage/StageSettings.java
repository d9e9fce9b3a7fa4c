// SPDX-License-Identifier: Apache-2.0
package dev.milena.streams.internals.stage;

import dev.milena.document.Documents;
import dev.milena.inspection.DoubtPolicy;
import dev.milena.streams.config.StageConfig;
import dev.milena.streams.internals.admission.TextLimits;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a task needs to know of an application's settings, as types. Immutable, any thread.
 *
 * @param textLimits limits of every text
 * @param documents how texts are divided into segments
 * @param unsureLanguage what becomes of a text whose language is not sure; null where languages are not looked for
 * @param doubtPolicy what becomes of answers that are in doubt
 * @param maxPendingRecords most records a task holds
 * @param maxPendingBytes most bytes a task holds
 * @param tick interval of the release
 * @param exactlyOnce whether outputs and deletions are one transaction
 * @param acknowledgedAfter after which time a send has been acknowledged or has stopped the task
 * @param stallLimit how long nothing may complete before a waiting task gives up
 * @param threadBudget how long all tasks of a thread may wait between two chances to commit
 * @param commitInterval time between two commits
 * @param maxRecordBytes largest record of the pending store's changelog
 */
record StageSettings(
        TextLimits textLimits,
        Documents documents,
        @Nullable String unsureLanguage,
        DoubtPolicy doubtPolicy,
        int maxPendingRecords,
        long maxPendingBytes,
        Duration tick,
        boolean exactlyOnce,
        Duration acknowledgedAfter,
        Duration stallLimit,
        Duration threadBudget,
        Duration commitInterval,
        long maxRecordBytes) {

    /**
     * Takes settings out of a configuration.
     *
     * @param changelogMaxBytes largest record that the changelog takes, or null where that is what the stage creates
     */
    static StageSettings of(StageConfig config, @Nullable Long changelogMaxBytes) {
        long request = config.maxRequestBytes();
        return new StageSettings(
                new TextLimits(
                        config.getInt(StageConfig.TEXT_MAX_BYTES_CONFIG),
                        config.getInt(StageConfig.TEXT_MAX_CODE_POINTS_CONFIG),
                        config.refuseInvisible()),
                config.documents(),
                config.detectsLanguages() ? config.getString(StageConfig.LANGUAGE_UNSURE_CONFIG) : null,
                config.doubtPolicy(),
                config.getInt(StageConfig.TASK_MAX_PENDING_EVENTS_CONFIG),
                config.getLong(StageConfig.TASK_MAX_PENDING_BYTES_CONFIG),
                config.tick(),
                config.exactlyOnce(),
                // Two more commits: each waits for all sends, so a failed one stops the task before its entry is gone.
                config.deliveryTimeout().plus(config.commitInterval().multipliedBy(2)),
                config.stallLimit(),
                config.threadBudget(),
                config.commitInterval(),
                changelogMaxBytes == null ? request : Math.min(request, changelogMaxBytes));
    }
}

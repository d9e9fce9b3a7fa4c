// SPDX-License-Identifier: Apache-2.0

/**
 * A run of the real job under faults, and the proof of what it did: brokers and jobs in processes of their own, a paced
 * producer, faults by a schedule that a seed decides, and a verifier that reads what was committed and knows nothing of
 * how it came about. Loopback only, bounded in time, ends nothing but its own children. More than 25 classes, since they
 * are the steps of one run and nothing of them is of use elsewhere; what runs inside a job is in {@code chaos.job}.
 */
@NullMarked
package dev.milena.app.chaos;

import org.jspecify.annotations.NullMarked;

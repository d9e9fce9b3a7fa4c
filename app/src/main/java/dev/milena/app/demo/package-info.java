// SPDX-License-Identifier: Apache-2.0

/**
 * The demo: the real job with a broker of its own, sample texts at a rate, and their answers as they arrive. Everything
 * it makes lies in one temporary folder, which goes when it ends.
 */
@NullMarked
package dev.milena.app.demo;

import org.jspecify.annotations.NullMarked;

# SPDX-License-Identifier: Apache-2.0
"""Makes a training corpus of variants of pairs: what people type beside what corpora hold. Knows corpora, no model."""

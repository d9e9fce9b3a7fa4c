# SPDX-License-Identifier: Apache-2.0
"""Trains encoder-decoder Transformers in the Marian layout; knows nothing of ONNX or bundles."""

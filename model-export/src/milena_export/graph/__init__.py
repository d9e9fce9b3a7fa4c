# SPDX-License-Identifier: Apache-2.0
"""Building ONNX graphs: nodes, numerics, attention blocks and the decode loop. Knows no model family."""

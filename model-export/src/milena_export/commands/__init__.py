# SPDX-License-Identifier: Apache-2.0
"""One module a subcommand. Heavy imports (torch, onnx) belong inside ``run``, so that ``--help`` is instant."""

# SPDX-License-Identifier: Apache-2.0
"""The folder that Milena runs: manifest, files, golden answers. Knows nothing of any model family."""

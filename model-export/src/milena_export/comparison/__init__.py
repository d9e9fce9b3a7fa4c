# SPDX-License-Identifier: Apache-2.0
"""Trains attention mechanisms under one budget, exports and measures each, and writes the report."""

# SPDX-License-Identifier: Apache-2.0
"""Peers of Milena's engine, measured beside it in turns: `benchmarks/compare`."""

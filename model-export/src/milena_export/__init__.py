# SPDX-License-Identifier: Apache-2.0
"""Trains, converts, quantizes, verifies and evaluates Milena model bundles."""

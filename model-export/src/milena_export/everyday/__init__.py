# SPDX-License-Identifier: Apache-2.0
"""How a bundle answers what people and applications send: short texts, other case and punctuation, placeholders."""

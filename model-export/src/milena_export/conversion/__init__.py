# SPDX-License-Identifier: Apache-2.0
"""From a checkpoint to a bundle: calibration, alignment policy, assembly, and the proof that it is right."""

# SPDX-License-Identifier: Apache-2.0
"""Model families, one a file, behind the protocol of ``families.registry``."""

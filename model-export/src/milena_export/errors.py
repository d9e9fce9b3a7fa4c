# SPDX-License-Identifier: Apache-2.0
"""The one exception that ends a command with a clear line instead of a traceback."""


class ExportError(Exception):
    """Bad input from the user: the message says what was wrong, the rule and the cure."""


def first_line(error: BaseException) -> str:
    """What another library's error says, in one line."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)

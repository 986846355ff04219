"""From the office's spreadsheets to the quarterly bulletin on 两化融合管理体系贯标."""

import sys

__version__ = "0.1.0"

if sys.version_info < (3, 11):  # noqa: UP036  what pip would refuse may still be run in a checkout
    message = "hnfusion 需要 Python 3.11 或更新的版本,这里是 {}.{}。请改用新的 Python"
    sys.exit(message.format(*sys.version_info[:2]))

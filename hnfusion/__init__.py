"""From the office's spreadsheets to the quarterly bulletin on 两化融合管理体系贯标."""

__version__ = "0.1.0"

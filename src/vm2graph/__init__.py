"""vm2graph turns the web page of a research report into linked data."""

__version__ = "0.1.0"

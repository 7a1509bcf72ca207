"""The version, in its one place: reading it from the installed metadata would cost 15 ms at every start."""

__all__ = ["__version__"]

__version__ = "0.1.0"

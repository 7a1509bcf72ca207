"""Interposer."""

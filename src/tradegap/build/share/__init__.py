"""Shared prefix: cells that cannot depend on what varies are run once for many parameter sets."""

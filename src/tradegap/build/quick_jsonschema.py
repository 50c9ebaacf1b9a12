"""Importing this imports jsonschema in a tenth of the time, with nothing missing.

jsonschema imports the grammar of international addresses, if it is installed, and that is put
together as it is imported, which takes a second. Here it is imported when such an address is first
to be checked.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType

_GRAMMAR = "rfc3987_syntax"


def _is_valid_syntax(term: str, value: str) -> bool:
    """Tell whether a text is what the grammar calls `term`."""
    return bool(importlib.import_module(_GRAMMAR).is_valid_syntax(term, value))


def _import_jsonschema() -> None:
    known = {"jsonschema", _GRAMMAR} & sys.modules.keys()
    if known or importlib.util.find_spec(_GRAMMAR) is None:
        return
    stand_in = ModuleType(_GRAMMAR)
    stand_in.is_valid_syntax = _is_valid_syntax  # type: ignore[attr-defined]
    sys.modules[_GRAMMAR] = stand_in
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[_GRAMMAR]


_import_jsonschema()

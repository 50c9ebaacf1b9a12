"""Errors on their way from a worker to the client: the same class, sentence and exit code."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from tradegap import errors
from tradegap.errors import TradegapError

_FIELDS = ("notebook", "cell", "line", "file", "field", "kind", "name")


def described(error: BaseException) -> dict[str, Any]:
    """Return an error as JSON; what isn't a `TradegapError` is a defect and has its traceback."""
    if not isinstance(error, TradegapError):
        return {"defect": "".join(traceback.format_exception(error))}
    held = {name: getattr(error, name) for name in _FIELDS if hasattr(error, name)}
    return {"class": type(error).__name__, "text": str(error), "fields": held}


def raised(content: Mapping[str, Any]) -> Exception:
    """Return the error that `described` was given."""
    kind = getattr(errors, content.get("class", ""), None)
    if not (isinstance(kind, type) and issubclass(kind, TradegapError)):
        return RuntimeError(f"on a worker: {content.get('defect', content)}")
    error: TradegapError = kind.__new__(kind)
    Exception.__init__(error, content["text"])
    for name in _FIELDS:
        if name in content["fields"]:
            setattr(error, name, content["fields"][name])
    return error

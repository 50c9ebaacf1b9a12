"""The depot: where inputs go to the workers and reports come back, by the hash of their content.

    bundles/<sha256>.tar    inputs or a built report
    results/<sha256>.json   of an order: what came of it, and the bundle that it came to
    seconds.json            how long reports took, so that the next run begins with the longest

A folder that all machines see, or anything else that fsspec has a name for. What is written
appears whole under its name or not at all, and is checked by its hash when it is read.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from tradegap.build.canonical import digest
from tradegap.errors import InputError, OutputError


class Missing(LookupError):
    """The depot doesn't hold what is asked for, or holds it damaged."""


class Depot:
    """A place by its URL or path; opening it touches nothing."""

    def __init__(self, url: str | Path) -> None:
        from fsspec.core import url_to_fs

        given = str(url)
        local = "://" not in given and "::" not in given
        self.url = str(Path(given).expanduser().absolute()) if local else given
        try:
            self._files, self._root = url_to_fs(self.url)
        except (ValueError, ImportError) as error:
            raise InputError(
                f"--depot {given} is no place that fsspec knows here ({error}); give a folder that "
                "all machines see, or install what its kind of address needs."
            ) from error

    def put(self, content: bytes) -> str:
        """Store a bundle and return its sha256; one that is there whole is left alone."""
        name = hashlib.sha256(content).hexdigest()
        try:
            self.get(name)
        except Missing:
            self._write(self._bundle(name), content)
        return name

    def get(self, name: str) -> bytes:
        """Return a bundle by its sha256; raises `Missing` if it isn't there or is damaged.

        A damaged one is removed, so that it can be stored again.
        """
        path = self._bundle(name)
        content = self._read(path)
        if hashlib.sha256(content).hexdigest() != name:
            with suppress(OSError):
                self._files.rm_file(path)
            raise Missing(f"{path} is damaged")
        return content

    def note(self, order: str, result: Mapping[str, Any]) -> None:
        """Store what came of an order, by the order's hash."""
        kept = {"result": dict(result), "sha256": digest(result)}
        self._write(f"{self._root}/results/{order}.json", json.dumps(kept).encode())

    def result(self, order: str) -> dict[str, Any]:
        """Return what came of an order; raises `Missing` if that or its bundle isn't whole."""
        path = f"{self._root}/results/{order}.json"
        try:
            kept = json.loads(self._read(path))
            result = dict(kept["result"])
            whole = kept["sha256"] == digest(result)
        except (ValueError, KeyError, TypeError) as error:
            raise Missing(f"{path} is damaged") from error
        if not whole:
            raise Missing(f"{path} is damaged")
        self.get(result["bundle"])
        return result

    def seconds(self) -> dict[str, float]:
        """Return how long reports took when they were last built, by name; empty if not known."""
        with suppress(Missing, ValueError, TypeError, AttributeError):
            known = json.loads(self._read(f"{self._root}/seconds.json"))
            return {str(slug): float(took) for slug, took in known.items()}
        return {}

    def note_seconds(self, took: Mapping[str, float]) -> None:
        """Keep how long reports took, beside what is known of others."""
        if took:
            content = json.dumps({**self.seconds(), **took}, sort_keys=True).encode()
            self._write(f"{self._root}/seconds.json", content)

    def _bundle(self, name: str) -> str:
        return f"{self._root}/bundles/{name}.tar"

    def _read(self, path: str) -> bytes:
        with self._telling("read"):
            self._files.invalidate_cache()
            try:
                return bytes(self._files.cat_file(path))
            except FileNotFoundError as error:
                raise Missing(f"{path} isn't there") from error

    def _write(self, path: str, content: bytes) -> None:
        """Write under another name, then rename: readers see nothing or all of it."""
        folder, _, name = path.rpartition("/")
        draft = f"{folder}/.{name}-{secrets.token_hex(6)}"
        with self._telling("written"):
            self._files.makedirs(folder, exist_ok=True)
            try:
                self._files.pipe_file(draft, content)
                self._files.mv(draft, path)
            except BaseException:
                with suppress(Exception):
                    self._files.rm_file(draft)
                raise

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError(
                f"The depot {self.url} can't be {what}: {error.strerror or error}; mend that or "
                "choose another with --depot."
            ) from error

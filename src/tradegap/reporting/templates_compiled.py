"""Templates that are compiled once a process, and known to the copies that are forked from it."""

from __future__ import annotations

from types import CodeType

from jinja2 import Environment
from jinja2.bccache import Bucket, BytecodeCache


class _Compiled(BytecodeCache):
    """The code of templates by name, text and the kind of environment."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str, bool], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        bucket.code = self._codes.get(_what(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """See `BytecodeCache`."""
        if bucket.code is not None:
            self._codes[_what(bucket)] = bucket.code


def _what(bucket: Bucket) -> tuple[str, str, bool]:
    return bucket.key, bucket.checksum, bucket.environment.is_async


_compiled = _Compiled()


def remember(environment: Environment) -> Environment:
    """Let an environment take templates as they were compiled before, and return it."""
    environment.bytecode_cache = _compiled
    return environment

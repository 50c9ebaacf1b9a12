"""From Typst to PDF: in a folder of its own, by a process of its own, within a time limit.

The compiler reads the fonts that it is given and what lies in that folder, nothing else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

from tradegap.errors import BuildError
from tradegap.reporting.typst.floats import MOVED, WORTH_MOVING

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE.parent / "templates" / "report.typ"
FONTS = HERE.parent / "fonts"
STANDARDS = ("ua-1", "a-3a")
TIME_LIMIT = 120.0
MAIN, RESULT = "main.typ", "result.pdf"


@dataclass
class Refused(Exception):
    """The compiler refused a document: why, and what of it is to blame, as far as it is known.

    `signs` have no glyph in any font; `picture` is the name of a file that can't be read.
    """

    reason: str
    line: int | None = None
    signs: list[str] = field(default_factory=list)
    picture: str = ""


@dataclass(frozen=True)
class Settings:
    """How a document is compiled: standards, fonts beside ours, date in seconds, time limit."""

    standards: Sequence[str] = STANDARDS
    font_folders: Sequence[str] = ()
    timestamp: int = 0
    time_limit: float = TIME_LIMIT


def compile_pdf(
    source: str,
    files: Mapping[str, bytes],
    settings: Settings,
    attached: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    """Return the PDF of a Typst document, the pictures beside it and the files that it attaches.

    Raises `Refused` for what Typst rejects, `BuildError` if it takes too long or breaks down.
    """
    with TemporaryDirectory(prefix="tradegap-pdf-") as name:
        folder = Path(name)
        (folder / MAIN).write_text(source, encoding="utf-8")
        (folder / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        for file, data in (*files.items(), *attached.items()):
            (folder / file).write_bytes(data)
        _run(folder, list(files), settings)
        return (folder / RESULT).read_bytes()


def _run(folder: Path, pictures: Sequence[str], settings: Settings) -> None:
    order = {
        "main": str(folder / MAIN),
        "root": str(folder),
        "result": str(folder / RESULT),
        "pictures": pictures,
        "moved": str(folder / MOVED),
        "worth_moving": WORTH_MOVING,
        "fonts": [str(FONTS), *settings.font_folders],
        "standards": list(settings.standards),
        "timestamp": settings.timestamp,
    }
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(HERE / "child.py")],
            input=json.dumps(order).encode(),
            capture_output=True,
            timeout=settings.time_limit,
            cwd=folder,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise BuildError(
            f"The PDF took longer than {settings.time_limit:g} s to set and was given up; "
            "shorten the notebook or raise TradegapPDFExporter.time_limit."
        ) from None
    if done.returncode != 0:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["no message"]
        raise BuildError(f"Typst broke down while it set the PDF ({done.returncode}): {last[0]}")
    answer = json.loads(done.stdout)
    if answer:
        raise Refused(**answer)

"""`data.zip`: results, tables and what they mean, for those who take the numbers onward."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tradegap.build.canonical import dumps
from tradegap.build.places import DATA_PACKAGE
from tradegap.data.catalog import read_catalog
from tradegap.reporting.citation import citation
from tradegap.reporting.datapackage import descriptor, readme

_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the package: the first that the format knows, for there is no clock."""


def write_data_zip(
    folder: Path,
    report: Mapping[str, Any],
    tables: Sequence[Mapping[str, Any]],
    read: Iterable[str],
) -> None:
    """Write a report's `data.zip` from the results and tables that stand in its folder."""
    paths = [folder / "results.json", *(folder / "tables" / f"{t['name']}.csv" for t in tables)]
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    cited = citation(report)
    said = {
        "README.txt": readme(report, cited.sentence),
        "datapackage.json": dumps(descriptor(report, tables, files, read, read_catalog())),
        "citation.bib": cited.bibtex + "\n",
        "citation.json": cited.csl_json + "\n",
    }
    whole = {**{name: text.encode() for name, text in said.items()}, **files}
    (folder / DATA_PACKAGE).write_bytes(zipped(whole))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip archive of files by their names, in this order: same content, same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # as on Unix, whatever the machine is
            entry.external_attr = 0o644 << 16
            # stored: deflated, the bytes would be those of one version of zlib or zlib-ng
            archive.writestr(entry, content, zipfile.ZIP_STORED)
    return stream.getvalue()

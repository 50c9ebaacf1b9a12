"""The default report and the index in Lighthouse, served gzipped: how soon they can be read.

Needs node, Debian's Chromium and the packages of tests/browser/package.json.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any, Literal

from benchmarks.commands import ROOT, TRADEGAP, CommandFailed, environment, run, scratch
from benchmarks.measure import Row, Timing, Unavailable, say
from benchmarks.served import served

PROGRAM = ROOT / "tests" / "browser" / "node_modules" / "lighthouse" / "cli" / "index.js"
CHROMIUM = Path("/usr/bin/chromium")
PAGES = {"report": "us-china-2018/report.html", "index": "index.html"}
LEAST = {"desk": 98, "phone": 93}
QUALITY = ("accessibility", "best-practices", "seo")

Form = Literal["desk", "phone"]


def rows(repeat: int) -> list[Row]:
    """Return a row a page and form: Lighthouse's speed, 0 to 100, the more the better."""
    missing = [name for name in ("node",) if not shutil.which(name)]
    missing += [path.name for path in (CHROMIUM, PROGRAM) if not path.exists()]
    if missing:
        raise Unavailable(f"{', '.join(missing)} isn't there; .ci/run installs what is missing")
    with scratch() as folder:
        run((*TRADEGAP, "build", "us-china-2018", "--reports", str(folder)), folder)
        with served(folder) as address:
            return [_row(address, name, form, repeat) for name in PAGES for form in LEAST]


def _row(address: str, name: str, form: Form, repeat: int) -> Row:
    speeds = Timing(unit="of 100")
    for number in range(repeat):
        scores, _ = audited(f"{address}/{PAGES[name]}", form)
        speeds.values.append(scores["performance"])
        say(f"    {number + 1}/{repeat} {name}, {form}: {scores['performance']}")
    row = Row(f"lighthouse-{name}-{form}", f"Lighthouse's speed of the {name}, {form}", "-", speeds)
    row.to_reach, row.reached = f"{LEAST[form]} or more", speeds.median >= LEAST[form]
    row.notes.append("Served gzipped from this machine; the network and the phone are simulated.")
    return row


def audited(
    address: str, form: Form, *, quality: bool = False
) -> tuple[dict[str, int], dict[str, str]]:
    """Return Lighthouse's scores (0 to 100) by category, and the audits that aren't full.

    The category is speed, or the three of `quality`. Raises `CommandFailed` with its words.
    """
    categories = ",".join(QUALITY) if quality else "performance"
    command = ["node", str(PROGRAM), address, "--output=json", "--quiet",
               f"--only-categories={categories}", "--disable-full-page-screenshot",
               "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]  # fmt: skip
    command += ["--preset=desktop"] if form == "desk" else []
    command += ["--throttling-method=provided"] if quality else []
    done = subprocess.run(command, env={**environment(), "CHROME_PATH": str(CHROMIUM)},
                          capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        raise CommandFailed(f"lighthouse ended with {done.returncode}: {done.stderr[-2000:]}")
    return _read(json.loads(done.stdout))


def _read(found: dict[str, Any]) -> tuple[dict[str, int], dict[str, str]]:
    scores = {name: round(100 * each["score"]) for name, each in found["categories"].items()}
    failed = {
        name: str(audit["title"])
        for name, audit in found["audits"].items()
        if audit["score"] is not None and audit["score"] < 1
        and audit["scoreDisplayMode"] in ("binary", "numeric")
    }  # fmt: skip
    return scores, failed

"""The commands: what they print, for people and for machines, and their exit codes."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.build.tiny import FIRST, SECOND, build_tiny, tiny_plan
from tradegap.build import build as building
from tradegap.build import editions, plan
from tradegap.cli import run
from tradegap.cli.options import read_parameters
from tradegap.cli.output import print_table, shown_path
from tradegap.data.paths import data_dir
from tradegap.errors import ParameterError, UnknownNameError

CASE = "us-china-2018"


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = run(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with one built report."""
    build_tiny(tiny_plan(tmp_path / "n"), tmp_path / "reports")
    return tmp_path / "reports"


def test_help_comes_at_once() -> None:
    """Nothing heavy is imported before a command runs."""
    code = (
        "import sys; from tradegap.cli import run; run(['--help']);"
        "heavy = {'pandas', 'numpy', 'papermill', 'pydantic', 'nbconvert', 'matplotlib'};"
        "sys.exit(sorted(heavy & set(sys.modules)).__repr__() if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Exit codes" in done.stdout


def test_version(capsys) -> None:
    code, out, _ = told(capsys, "--version")
    assert code == 0
    assert out.startswith("tradegap ")


def test_list(capsys, reports: Path) -> None:
    code, out, _ = told(capsys, "list", "--reports", str(reports))
    assert code == 0
    assert CASE in out
    assert "tiny" in out
    code, out, _ = told(capsys, "list", "--json", "--reports", str(reports))
    found = json.loads(out)
    assert found["reports"][0]["name"] == "tiny"
    assert CASE in [scenario["name"] for scenario in found["scenarios"]]


def test_show_a_built_report_or_the_scenario(capsys, reports: Path) -> None:
    code, out, _ = told(capsys, "show", "tiny", "--reports", str(reports))
    assert code == 0
    assert "Nothing can be counted" in out
    assert "report.html" in out
    code, out, _ = told(capsys, "show", CASE, "--reports", str(reports))
    assert (code, "Not built yet" in out) == (0, True)
    code, out, _ = told(capsys, "show", CASE, "--json", "--reports", str(reports))
    assert json.loads(out)["built"] is False


def test_parameters(capsys) -> None:
    code, out, _ = told(capsys, "parameters", CASE)
    assert code == 0
    assert "target_usd_bn" in out
    _, out, _ = told(capsys, "parameters", CASE, "--json")
    assert {"name", "default", "meaning"} <= set(json.loads(out)[0])


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["build", "us-chyna-2018"], 2, "did you mean us-china-2018"),
        (["build", CASE, "-p", "target_usd_bm=150"], 2, "did you mean target_usd_bn"),
        (["build", CASE, "-p", "target_usd_bn=much"], 2, "is no number"),
        (["build", CASE, "-p", "target_usd_bn=0"], 2, "target_usd_bn"),
        (["build", CASE, "-p", "target_usd_bn=nan"], 2, "target_usd_bn"),
        (["build", CASE, "-p", "target_usd_bn"], 2, "name=value"),
        (["build", CASE, "--as-of", "yesterday"], 2, "is no date"),
        (["build", CASE, "--format", "docx"], 2, "no format 'docx'"),
        (["build"], 2, "Name a scenario"),
        (["build", "nowhere.yml"], 2, "nowhere.yml"),
        (["show", "us-chyna-2018"], 2, "did you mean us-china-2018"),
        (["check", "us-chyna-2018"], 2, "did you mean us-china-2018"),
        (["schedule", "install", "--at", "noon"], 2, "is no time"),
        (["data", "accept", "goods_anual_usa_chn"], 2, "goods_annual_usa_chn"),
    ],
)
def test_bad_input_is_told_in_one_sentence(
    capsys, arguments: list[str], code: int, sentence: str, tmp_path: Path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, _, err = told(capsys, *arguments)
    assert status == code
    assert sentence in err
    assert err.startswith("tradegap: ")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_an_unknown_option_is_told_by_the_command_line(capsys) -> None:
    status, _, err = told(capsys, "build", CASE, "--nonsense")
    assert status == 2
    assert "--nonsense" in err


def test_an_error_shows_where_it_was_raised_if_asked(capsys, monkeypatch) -> None:
    monkeypatch.setenv("TRADEGAP_DEBUG", "1")
    with pytest.raises(UnknownNameError, match="no scenario"):
        run(["show", "us-chyna-2018"])


def test_check(capsys, tmp_path: Path) -> None:
    assert told(capsys, "check")[0] == 0
    _, out, _ = told(capsys, "check", "--json")
    assert [row["ok"] for row in json.loads(out)] == [True] * len(json.loads(out))
    (tmp_path / "bad.yml").write_text("schema: 1\nid: x\nunknown: 1\n")
    code, out, err = told(capsys, "check", CASE, str(tmp_path / "bad.yml"))
    assert code == 2
    assert f"{CASE}: sound" in out
    assert "bad.yml" in err


def test_check_says_of_a_rate_that_is_not_there_what_a_build_says(capsys, tmp_path: Path) -> None:
    text = (data_dir() / "scenarios" / "us-china-2025.yml").read_text(encoding="utf-8")
    text = text.replace("id: us-china-2025", "id: my-rate").replace("AUD: 2025-04", "AUD: 2031-04")
    (file := tmp_path / "my-rate.yml").write_text(text, encoding="utf-8")
    code, out, err = told(capsys, "check", str(file))
    assert (code, "sound" in out) == (4, False)
    assert "no row of fx_usd_per_aud_monthly fits month=2031-04" in err
    reports = ["--reports", str(tmp_path / "r")]
    built = told(capsys, "build", str(file), "-p", "currency=AUD", *reports)
    assert (built[0], built[2].strip()) == (code, err.strip())


def test_data(capsys) -> None:
    code, out, _ = told(capsys, "data", "verify")
    assert (code, "sound" in out) == (0, True)
    _, out, _ = told(capsys, "data", "verify", "--json")
    assert {row["state"] for row in json.loads(out)} == {"ok"}
    code, out, _ = told(capsys, "data", "list")
    assert (code, "goods_annual_usa_chn" in out) == (0, True)
    assert told(capsys, "data", "docs", "--check")[0] == 0


def test_build_prints_headline_and_paths(capsys, tmp_path: Path, monkeypatch) -> None:
    """The command with the real plan replaced by tiny notebooks."""
    from tests.build.tiny import stand_ins

    small = tiny_plan(tmp_path / "n")
    monkeypatch.setattr(building, "make_plan", lambda *_: small)
    monkeypatch.chdir(tmp_path)
    with stand_ins():
        code, out, err = told(capsys, "build", CASE)
        assert code == 0
        assert "Nothing can be counted" in out
        assert "  reports/tiny/report.html" in out.splitlines()
        assert "01-first: done" in err
        assert "warning: 02-second.ipynb" in err
        assert "up to date" in told(capsys, "build", CASE)[1]
        code, out, err = told(capsys, "build", CASE, "--output", "out", "--json")
        (found,) = json.loads(out)
        assert (found["folder"], found["built"], err) == ("out/tiny", True, "")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n", "out", "reports"]
    assert (tmp_path / "reports" / "index.html").is_file()


def test_the_slowest_cells_are_named(capsys, tmp_path: Path, monkeypatch) -> None:
    from tests.build.tiny import stand_ins

    slow = [
        "import time\ntime.sleep(0.4)",
        *["1"] * 5,
        "import time; time.sleep(0.8)  # " + "z" * 99,
    ]
    small = tiny_plan(tmp_path / "n", {"01-first": [*FIRST, *slow], "02-second": SECOND})
    monkeypatch.setattr(building, "make_plan", lambda *_: small)
    monkeypatch.chdir(tmp_path)
    with stand_ins():
        code, out, err = told(capsys, "build", CASE, "--profile")
        assert code == 0, err
        lines = out.splitlines()
        named = lines[lines.index("The slowest cells:") + 1 :]
        assert len(named) == 5
        cut = "import time; time.sleep(0.8)  # " + "z" * 27 + "…"
        # the parameters are cell 1, the first chapter's own are 2 and 3
        assert named[0].endswith(f" s  tiny: 01-first.ipynb, code cell 10: {cut}")
        assert named[1].endswith(" s  tiny: 01-first.ipynb, code cell 4: time.sleep(0.4)")
        assert float(named[0].split()[0]) >= 0.8
        assert told(capsys, "build", CASE, "--profile")[1].splitlines()[-1] == "No cell was run."
        (found,) = json.loads(told(capsys, "build", CASE, "--profile", "--json", "--force")[1])
    assert len(found["slowest_cells"]) == 5
    assert found["slowest_cells"][0]["cell"].endswith(cut)


def test_all_go_on_after_a_failure(capsys, tmp_path: Path, monkeypatch) -> None:
    from tests.build.tiny import stand_ins

    small = tiny_plan(tmp_path / "n")

    def choose(name: str, *_: object) -> plan.Plan:
        if name == "bad":
            raise ParameterError("is bad.")
        return small

    monkeypatch.setattr(building, "make_plan", choose)
    with stand_ins():
        code, out, err = told(capsys, "build", "bad", "good", "--output", str(tmp_path / "o"))
    assert code == 2
    assert "Nothing can be counted" in out
    assert "tradegap: bad: is bad." in err


def test_explain_reads_the_built_report(capsys, reports: Path, tmp_path: Path, monkeypatch) -> None:
    from tests.build.tiny import plan_over, stand_ins

    small = plan_over(tmp_path / "n", ["01-first", "02-second"])
    monkeypatch.setattr(plan, "make_plan", lambda *_: small)
    with stand_ins():
        name = "baseline.surplus_usd_bn"
        code, out, err = told(
            capsys, "explain", name, "--json", "-s", "x", "--reports", str(reports)
        )
        assert code == 0
        assert set(json.loads(out)["nodes"]) == {"aaa", "bbb"}
        assert err == ""
        code, out, _ = told(
            capsys, "explain", "pledges.unquantified", "-s", "x", "--reports", str(reports)
        )
        assert "1 entries" in out
        code, _, err = told(capsys, "explain", "coverage", "-s", "x", "--reports", str(reports))
        assert (code, "did you mean coverage_share" in err) == (2, True)


def test_schedule_status(capsys, tmp_path: Path) -> None:
    code, out, _ = told(capsys, "schedule", "status", "--reports", str(tmp_path))
    assert (code, "never" in out) == (6, True)
    code, out, _ = told(capsys, "schedule", "status", "--json", "--reports", str(tmp_path))
    assert json.loads(out)["exit_status"] == code == 6


def test_parameters_are_read_as_name_and_value() -> None:
    assert read_parameters(["a=1", "b=x=y z"], "2018-06-10") == {
        "a": "1", "b": "x=y z", "as_of": "2018-06-10",
    }  # fmt: skip
    with pytest.raises(ParameterError, match="twice"):
        read_parameters(["a=1", "a=2"])
    with pytest.raises(ParameterError, match="twice"):
        read_parameters(["as_of=2018-06-02"], "2018-06-10")
    for text in ("a", "=1", "a=", " = "):
        with pytest.raises(ParameterError, match="name=value"):
            read_parameters([text])


def test_paths_are_shown_from_here(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "a" / "b") == "a/b"
    assert shown_path(Path("/elsewhere")) == "/elsewhere"
    assert editions.list_reports(tmp_path / "none") == []


@pytest.mark.parametrize("package", ["typer", "pandera", "rich"])
def test_a_package_that_isnt_installed_is_told(package: str) -> None:
    """One that the command line itself needs, one of the tables, and one of what is printed."""
    code = f"import sys; sys.modules['{package}'] = None; from tradegap.cli import main; "
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"{code}main(['list'])"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert f"The package {package} isn't installed" in done.stderr
    assert "doctor" in done.stderr
    assert done.stderr.count("\n") == 1


def test_names_are_whole_on_a_narrow_terminal(capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    row = ["us-china-phase-one", "2021-02-10", "What was promised, what was bought"]
    print_table(["Scenario", "As of", "Title"], [row])
    shown = capsys.readouterr().out
    lines = re.sub(r"\x1b\[\d+m", "", shown).splitlines()
    assert any(line.strip().startswith("us-china-phase-one ") for line in lines)
    assert "…" not in "".join(lines)
    assert max(map(len, lines)) <= 36


@pytest.mark.parametrize("command", [[], ["build"], ["compare"], ["run"], ["data", "accept"]])
def test_help_names_no_types_of_the_program(capsys, command: list[str]) -> None:
    code, out, _ = told(capsys, *command, "--help")
    assert code == 0
    assert "--help" in out
    assert not re.search(r"<[a-z]", out)

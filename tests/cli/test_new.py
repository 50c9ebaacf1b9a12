"""new: a scenario that is sound at once, by options and by answers; what is refused."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
import yaml

from tradegap.build.plan import make_plan
from tradegap.cli import run
from tradegap.data.drafts import base_years, default_path, known_pledges, pairs
from tradegap.data.scenarios import find_scenario, load_scenario

GIVEN = ["--target", "150", "--as-of", "2018-06-10", "--source", "the press of 10 June 2018"]


def test_options_alone_make_a_scenario_that_is_sound(capsys, tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    assert run(["new", "mine", *GIVEN, "--output", str(file)]) == 0
    assert "tradegap build" in capsys.readouterr().out
    scenario = load_scenario(file)
    assert scenario.target.narrowing_usd_bn_per_year == 150
    assert scenario.baseline.year == 2017
    assert scenario.told(scenario.title) == (
        "Narrow the surplus by $150 billion a year: what had been pledged"
    )
    plan = make_plan(file)
    assert [chapter.stem for chapter in plan.chapters][:2] == ["00-summary", "01-surplus"]
    assert run(["check", str(file)]) == 0


def test_every_field_has_a_comment_or_a_line_that_explains_it(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    run(["new", "mine", *GIVEN, "--output", str(file)])
    lines = file.read_text(encoding="utf-8").splitlines()
    for field in yaml.safe_load("\n".join(lines)):
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{field}:"))
        block = lines[at - 1 : at + 3] if at else lines[:3]
        before = lines[max(0, at - 2) : at]
        assert any("#" in line for line in [*before, *block]), field


def test_what_is_given_is_what_is_written(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    more = ["--title", 'A "quoted" title: with a colon', "--question", "Wie viel? 多少",
            "--path", "2018-07:2019-06:50", "--path", "2019-07:2020-06:150",
            "--pledge", "chn-2018-offer-70", "--status", "agreed",
            "--published", "2018-06-09"]  # fmt: skip
    assert run(["new", "mine", *GIVEN, *more, "--output", str(file)]) == 0
    scenario = load_scenario(file)
    assert scenario.title == 'A "quoted" title: with a colon'
    assert scenario.question == "Wie viel? 多少"
    assert [step.narrowing_usd_bn for step in scenario.target.path] == [50, 150]
    assert [p.ledger for p in scenario.pledges] == ["chn-2018-offer-70"]  # type: ignore[union-attr]
    assert (scenario.target.status, scenario.target.published) == ("agreed", date(2018, 6, 9))


def test_answers_on_a_terminal(capsys, tmp_path: Path, monkeypatch) -> None:
    """A wrong answer is told and asked again; Enter takes the default."""
    answers = io.StringIO("mine\nsoon\n2018-06-10\n\n\nlast year\n\nmuch\n120\n\n\n\n\nthe press\n")
    answers.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", answers)
    file = tmp_path / "mine.yml"
    assert run(["new", "--output", str(file)]) == 0
    out = capsys.readouterr().out
    assert "'soon' is no date" in out
    assert "'last year' is no year that was out" in out
    assert "'much' is no number" in out
    assert load_scenario(file).target.narrowing_usd_bn_per_year == 120


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["new", "mine"], "Say --as-of"),
        (["new", *GIVEN], "Say NAME"),
        (["new", "mine", *GIVEN, "--pledge", "chn-2018-offer-70", "--no-pledges"], "leave one out"),
        (["new", "mine", *GIVEN, "--path", "2018-07:2019-06:x"], "--path '2018-07:2019-06:x': 'x'"),
        (["new", "mine", *GIVEN, "--published", "soon"], "--published: 'soon' is no date"),
        (["new", "mine", *GIVEN, "--as-of", "2018-W23"], "'2018-W23' is no date; write it as YYYY"),
        (["new", "mine", *GIVEN, "--as-of", "9999-12-31"], "--as-of: '9999-12-31' lies outside"),
        (
            ["new", "mine", *GIVEN, "--title", "By ${target_usd_bn more"],
            "for '{target_usd_bn more'",
        ),
        (["new", "mine", "--target", "5", "--as-of", "2018-06-10"], "Say --source"),
        (["new", "My case", *GIVEN], "small letters"),
        (["new", "mine", *GIVEN, "--partner", "JPN"], "USA with CHN"),
        (["new", "mine", *GIVEN, "--partner", "Japan"], "three letters"),
        (["new", "mine", *GIVEN, "--base-year", "2019"], "there are 2017"),
        (["new", "mine", *GIVEN, "--pledge", "chn-2018-ofer-70"], "chn-2018-offer-70"),
        (["new", "mine", *GIVEN, "--path", "2018-07:2019-06"], "FROM:TO:USD_BN"),
        (["new", "mine", *GIVEN, "--path", "2018-07:2018-12:50"], "6 months, not 12"),
        (["new", "mine", *GIVEN, "--target", "-3"], "out of range"),
        (["new", "mine", *GIVEN, "--status", "wanted"], "demanded, resisted, agreed"),
        (["new", "mine", *GIVEN, "--published", "2018-07-01"], "after as_of"),
    ],
)
def test_what_cant_be_is_told_and_leaves_no_file(
    capsys, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    file = tmp_path / "mine.yml"
    assert run([*arguments, "--output", str(file)]) == 2
    err = capsys.readouterr().err
    assert sentence in err
    assert err.startswith("tradegap: ")
    assert err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_away_from_a_clone_it_goes_to_the_working_directory(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    """And there it is known by its name; what came with the data keeps its own."""
    monkeypatch.chdir(tmp_path)
    assert run(["new", "mine", *GIVEN]) == 0
    assert "Written: scenarios/mine.yml" in capsys.readouterr().out
    for command in ("check", "show", "parameters"):
        assert run([command, "mine"]) == 0, command
    assert run(["list"]) == 0
    assert " mine " in capsys.readouterr().out
    assert run(["check", "mime"]) == 2
    assert "did you mean mine" in capsys.readouterr().err
    plan = make_plan("mine")
    assert plan.laid_in == (tmp_path / "scenarios" / "mine.yml",)
    assert run(["new", "us-china-2018", *GIVEN]) == 2
    assert "There is a scenario us-china-2018 already" in capsys.readouterr().err
    assert [p.name for p in (tmp_path / "scenarios").iterdir()] == ["mine.yml"]


def test_two_files_of_one_name_are_told(capsys, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    Path("scenarios/us-china-2018.yml").write_text("schema: 1\n", encoding="utf-8")
    assert run(["check", "us-china-2018"]) == 2
    assert "There are two scenarios us-china-2018" in capsys.readouterr().err


def test_a_copy_under_the_same_name_is_the_same_scenario(
    capsys, tmp_path: Path, monkeypatch
) -> None:
    """As where a package that is installed runs within a clone of its repository."""
    monkeypatch.chdir(tmp_path)
    Path("scenarios").mkdir()
    copied = Path("scenarios/us-china-2018.yml")
    copied.write_bytes(find_scenario("us-china-2018").read_bytes())
    assert run(["check", "us-china-2018"]) == 0
    assert not find_scenario("us-china-2018").samefile(copied)
    assert run(["list"]) == 0
    assert capsys.readouterr().out.count(" us-china-2018 ") == 1


def test_nothing_is_written_over(capsys, tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("kept", encoding="utf-8")
    assert run(["new", "mine", *GIVEN, "--output", str(file)]) == 5
    assert file.read_text(encoding="utf-8") == "kept"
    assert run(["new", "us-china-2018", *GIVEN]) == 5
    assert "there already" in capsys.readouterr().err


def test_a_file_of_another_kind_and_a_name_too_long_are_told(capsys, tmp_path: Path) -> None:
    assert run(["new", "mine", *GIVEN, "--output", str(tmp_path / "mine.txt")]) == 2
    assert "end it in .yml" in capsys.readouterr().err
    assert run(["new", "m" * 300, *GIVEN]) == 5
    assert "can't be written" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["no", "null", "2018"])
def test_a_name_that_yaml_would_read_as_something_else_is_kept(tmp_path: Path, name: str) -> None:
    file = tmp_path / "mine.yml"
    assert run(["new", name, *GIVEN, "--output", str(file)]) == 0
    assert load_scenario(file).id == name


def test_an_interrupted_check_leaves_no_file(tmp_path: Path, monkeypatch) -> None:
    def interrupted(path: Path) -> None:
        assert path.is_file()
        raise SystemExit(130)

    monkeypatch.setattr("tradegap.build.plan.make_plan", interrupted)
    assert run(["new", "mine", *GIVEN, "--output", str(tmp_path / "mine.yml")]) == 130
    assert not list(tmp_path.iterdir())


def test_defaults_come_from_the_tables() -> None:
    assert ("USA", "CHN") in pairs()
    assert base_years("USA", "CHN", date(2018, 6, 2)) == [2017]
    assert default_path(date(2018, 12, 5), 90) == [("2019-01", "2019-12", 90)]
    assert "chn-2018-offer-70" not in known_pledges("CHN", date(2018, 6, 2))
    assert "chn-2018-offer-70" in known_pledges("CHN", date(2018, 6, 10))
    assert "chn-2018-demand" not in known_pledges("CHN", date(2018, 6, 10))

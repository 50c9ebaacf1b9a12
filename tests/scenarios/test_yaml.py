"""Files that are no YAML, or YAML that means harm: told in a sentence, quickly, without a trace."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.scenarios.files import OWN, changed, line_of, write
from tradegap.data.scenarios import load_scenario
from tradegap.errors import ScenarioError


def refused(folder: Path, text: str) -> ScenarioError:
    path = write(folder, text)
    started = time.monotonic()
    with pytest.raises(ScenarioError) as caught:
        load_scenario(path)
    assert time.monotonic() - started < 60  # what grows without end takes hours
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400
    return caught.value


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "hello\n", "~\n", "---\n"])
def test_a_file_that_is_no_list_of_fields(tmp_path: Path, text: str) -> None:
    error = refused(tmp_path, text)
    assert error.line == 1
    assert "begin with `schema: 1`" in str(error)


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("  year: 2017", "\tyear: 2017", "\tyear"),
        ("title: My case", 'title: "My" case', 'title: "My"'),
        ("  status: demanded", "   status: demanded", "   status"),
        ("title: My case", "title: My: case", "title:"),
        ("[00-summary]", "[00-summary", "baseline:"),
        ("question: What would it cover?", "question: *other", "question:"),
        ("title: My case", "title: !!python/object/apply:os.getcwd []", "title:"),
        ("title: My case", "title: !mine My case", "title:"),
    ],
)
def test_bad_yaml_is_told_with_its_line(tmp_path: Path, old: str, new: str, at: str) -> None:
    text = changed(OWN, old, new)
    error = refused(tmp_path, text)
    assert error.line == line_of(text, at), error
    assert "check indentation, colons and quotes" in str(error)


def test_a_tag_that_its_text_does_not_fit(tmp_path: Path) -> None:
    error = refused(tmp_path, changed(OWN, "year: 2017", "year: !!int many"))
    assert "put the text in quotes" in str(error)


def test_two_documents_are_one_too_many(tmp_path: Path) -> None:
    assert "another document" in str(refused(tmp_path, f"{OWN}---\na: 1\n"))


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("id: my-case", "id: my-case\nid: other", "id"),
        ("  year: 2017", "  year: 2017\n  year: 2018", "year"),
        ("  status: demanded", "  status: demanded\n  status: agreed", "status"),
    ],
)
def test_a_key_that_stands_twice(tmp_path: Path, old: str, new: str, field: str) -> None:
    text = changed(OWN, old, new)
    error = refused(tmp_path, text)
    assert error.field == field
    assert error.line == line_of(text, new.splitlines()[1])
    assert "stands twice; remove one" in str(error)


@pytest.mark.parametrize("key", ["? [a, b]\n: c\n", "? {a: b}\n: c\n"])
def test_a_list_is_no_key(tmp_path: Path, key: str) -> None:
    assert "write a word" in str(refused(tmp_path, OWN + key))


@pytest.mark.parametrize("key", ["2018: c\n", "~: c\n", "true: c\n"])
def test_a_number_is_no_key(tmp_path: Path, key: str) -> None:
    assert "mend this field" in str(refused(tmp_path, OWN + key))


def test_bytes_that_are_no_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_bytes(OWN.replace("My case", "Fünf").encode("latin-1"))
    with pytest.raises(ScenarioError, match="save it as UTF-8"):
        load_scenario(path)


def test_a_byte_order_mark_is_harmless(tmp_path: Path) -> None:
    assert load_scenario(write(tmp_path, "\ufeff" + OWN)).id == "my-case"


def test_windows_line_ends_are_harmless(tmp_path: Path) -> None:
    path = tmp_path / "case.yml"
    path.write_bytes(OWN.replace("\n", "\r\n").encode())
    assert load_scenario(path).id == "my-case"


def test_control_characters(tmp_path: Path) -> None:
    assert "special characters are not allowed" in str(refused(tmp_path, OWN + "x: \x01\n"))


def test_an_alias_bomb_does_not_go_off(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert "write out what it stands for" in str(refused(tmp_path, OWN + "\n".join(lines)))


def test_a_bomb_of_merged_mappings_does_not_go_off(tmp_path: Path) -> None:
    lines = ["a0: &a0 {x: 1}"]
    lines += [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    assert "write out what it stands for" in str(refused(tmp_path, OWN + "\n".join(lines)))


@pytest.mark.parametrize("text", ["x: &a [*a]\n", "x: &a {b: *a}\n", "x: &a {b: {c: [*a]}}\n"])
def test_an_alias_that_holds_itself(tmp_path: Path, text: str) -> None:
    assert "alias of itself" in str(refused(tmp_path, OWN + text))


@pytest.mark.parametrize("depth", [300, 3000])
def test_lists_in_lists_without_end(tmp_path: Path, depth: int) -> None:
    refused(tmp_path, OWN + "x: " + "[" * depth + "]" * depth + "\n")


def test_honest_aliases_are_read(tmp_path: Path) -> None:
    text = changed(OWN, "title: My case", "title: &t My case")
    assert load_scenario(write(tmp_path, changed(text, "  source: a test", "  source: *t"))).target

"""Templates are compiled once, and again when their text is another."""

from __future__ import annotations

from jinja2 import DictLoader, Environment

from tradegap.reporting.templates_compiled import remember


def rendered(text: str) -> str:
    return remember(Environment(loader=DictLoader({"page": text}))).get_template("page").render()


def test_another_text_gives_another_page() -> None:
    assert [rendered("{{ 1 + 1 }}"), rendered("{{ 1 + 2 }}"), rendered("{{ 1 + 1 }}")] == [
        "2", "3", "2"
    ]  # fmt: skip


def test_the_same_text_is_compiled_once() -> None:
    environment = remember(Environment(loader=DictLoader({"page": "once {{ 2 }}"})))
    assert environment.get_template("page").render() == "once 2"
    other = remember(Environment(loader=DictLoader({"page": "once {{ 2 }}"})))
    other.compile = None  # type: ignore[assignment]  # calling it would raise
    assert other.get_template("page").render() == "once 2"


def test_an_environment_for_coroutines_has_code_of_its_own() -> None:
    plain = rendered("{{ 3 }}")
    loader = DictLoader({"page": "{{ 3 }}"})
    awaited = remember(Environment(loader=loader, enable_async=True)).get_template("page")
    assert awaited.render() == plain
    assert awaited.environment.is_async

"""Controls beside figures in a notebook: a setting that is moved, and what it does to a case.

The widgets only hold the setting; a case at it (`settings.case_at`) gives the answer, the figures
and the tables, by the package's one model. Reports never hold any of this.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

from tradegap.data.case import Case
from tradegap.errors import InputError, TradegapError
from tradegap.reporting.figure_card import heading, small
from tradegap.reporting.numbers import format_number
from tradegap.reporting.setting_views import (
    answer_text,
    cases_frame,
    ledger_frame,
    plot_gap_by_tariff,
    plot_setting,
)
from tradegap.reporting.settings import case_at, write_scenario
from tradegap.reporting.text import Sentence
from tradegap.reporting.what_if import told_cases
from tradegap.reporting.what_if_controls import DELIVERY, TARGET, TARIFF, Control, controls

if TYPE_CHECKING:
    import pandas as pd

VIEW = "application/vnd.jupyter.widget-view+json"
_FORMATS = {"bn": ",.0f", "percent": ".1f", "share": ".0%", "number": ".1f"}
_CORNERS = ("topStart", "topEnd", "bottomStart", "bottomEnd")
_MISSING = "A hyphen: nothing can be counted."
_NARROW, _WIDE = "23rem", "44rem"
_WHOLE = {"description_width": "initial"}  # a name is never cut


class Explorer:
    """A case with controls: crediting case, target, deliveries, tariff, assumptions.

    A case without a target, as that of several partners, has the first and the third alone. `case`
    is the case at the setting of the controls; it changes with them.
    """

    def __init__(self, case: Case) -> None:
        self._widgets, self._table = _libraries()
        self.case = self._start = case_at(case)
        self._controls = {control.name: control for control in controls(case)}
        self._make_controls()
        self._make_views()
        self._show()

    @property
    def setting(self) -> dict[str, Any]:
        """What the controls say, as `tradegap.case_at` takes it."""
        values = {name: slider.value for name, slider in self.sliders.items()}
        moved = {n: v for n, v in values.items() if v != self._controls[n].value}
        given: dict[str, Any] = {"crediting": self.crediting.value}
        given |= {name: moved.pop(name) for name in (TARGET, TARIFF) if name in moved}
        delivery = {
            self._controls[name].category: moved.pop(name)
            for name in [*moved]
            if name.startswith(f"{DELIVERY}.")
        }
        return given | {n: v for n, v in (("delivery", delivery), ("assumptions", moved)) if v}

    def reset(self, _: object = None) -> None:
        """Put every control back to where the case was opened."""
        self._quiet = True
        self.crediting.value = self._start.scenario.headline.crediting
        for name, slider in self.sliders.items():
            slider.value = self._controls[name].value
        self._quiet = False
        self._moved()

    def write(self, _: object = None) -> None:
        """Write the setting as the scenario file that the field names, and say so beside it."""
        try:
            path = write_scenario(self.case, self.file.value)
            said = f"Written: {path}. Build it: tradegap build {path}"
        except TradegapError as error:
            said = str(error)
        self.said.value = _paragraph("said", said)

    def _make_controls(self) -> None:
        made, wide = self._widgets, self._widgets.Layout(width="98%")
        told = told_cases(self.case)
        names = [name for name in self.case.cases if name in told]
        self.crediting = made.Dropdown(
            options=[(name.replace("_", " "), name) for name in names],
            value=self.case.scenario.headline.crediting, layout=wide,
            description="Crediting case", style=_WHOLE,
        )  # fmt: skip
        self.sliders = {
            name: made.FloatSlider(**_range(control), layout=wide)
            for name, control in self._controls.items()
        }
        self._quiet = False
        for widget in (self.crediting, *self.sliders.values()):
            widget.observe(self._moved, "value")
        self.back = made.Button(description="Reset", icon="undo")
        self.back.on_click(self.reset)
        self.file = made.Text(
            value=f"{self.case.scenario.id}-what-if.yml", layout=wide,
            description="Scenario file", style=_WHOLE,
        )  # fmt: skip
        self.button = made.Button(
            description="Write scenario", icon="save", button_style="primary",
            tooltip="Write this setting as a scenario file that tradegap build takes",
        )  # fmt: skip
        self.button.on_click(self.write)
        self.said = made.HTML()

    def _make_views(self) -> None:
        made = self._widgets
        self.answer, self.bars, self.curve = made.HTML(), made.HTML(), made.HTML()
        plain = {"paging": False, "layout": dict.fromkeys(_CORNERS), "style": "width:100%"}
        self.cases = self._table(_readable(cases_frame(self.case)), **plain)
        self.ledger = self._table(_readable(ledger_frame(self.case)), **plain)
        layout = made.Layout
        side = made.VBox(self._labelled(), layout=layout(width=_NARROW, min_width=_NARROW))
        views = [self.answer, self.bars, self.curve]
        main = made.VBox(views, layout=layout(max_width=_WIDE, flex="1 1 24rem"))
        both = made.HBox([side, main], layout=layout(flex_flow="row wrap", grid_gap="1.5rem"))
        tables = [
            made.HTML(heading(f"By crediting case, the rest as set. {_MISSING}")), self.cases,
            made.HTML(heading(f"The ledger, as it counts. {_MISSING}")), self.ledger,
        ]  # fmt: skip
        self.panel = made.VBox([both, *tables])

    def _labelled(self) -> list[Any]:
        """Return the controls; a slider stands below its name, which is long, others beside it."""
        pairs = [(_named(self._controls[name]), slider) for name, slider in self.sliders.items()]
        listed = [part for text, widget in pairs for part in (self._label(text), widget)]
        return [self.crediting, *listed, self.back, self.file, self.button, self.said]

    def _label(self, text: str) -> Any:
        return self._widgets.HTML(f'<span style="line-height: 1.3">{escape(text)}</span>')

    def _moved(self, _: object = None) -> None:
        if self._quiet:
            return
        try:
            self.case = case_at(self._start, **self.setting)
        except TradegapError as error:
            self.answer.value = _paragraph("answer", str(error))
            return
        self._show()

    def _show(self) -> None:
        self.answer.value = _paragraph("answer", answer_text(self.case))
        bars = plot_setting(self.case)
        self.bars.value = small(bars.plain) if isinstance(bars, Sentence) else bars.html()
        curve = plot_gap_by_tariff(self.case)
        self.curve.value = "" if curve is None else curve.html()
        self.cases.update(_readable(cases_frame(self.case)))
        self.ledger.update(_readable(ledger_frame(self.case)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Show the panel; as text, what it says at its setting."""
        shown = self.panel._repr_mimebundle_(include=include, exclude=exclude)
        return {VIEW: shown[VIEW], "text/plain": f"{self.setting}\n{answer_text(self.case)}"}


def explore(case: Case) -> Explorer:
    """Return controls for a case's headline, with its answer, figures and tables beside them.

    Raises `InputError` where the libraries aren't installed.
    """
    return Explorer(case)


def browse(table: Any) -> Any:
    """Return a table, or a pandas DataFrame, that can be sorted and searched in a notebook.

    Of a table of a report all columns of its CSV are shown.
    """
    from io import StringIO

    import pandas as pd

    _, made = _libraries()
    frame = table if isinstance(table, pd.DataFrame) else pd.read_csv(StringIO(table.csv()))
    return made(frame, caption=getattr(table, "caption", None), style="width:100%")


def _range(control: Control) -> dict[str, Any]:
    """Return a slider's range and texts; it tells when it is let go, not at every step."""
    return {
        "min": control.low, "max": control.high, "step": control.step, "value": control.value,
        "tooltip": f"{control.label}: {control.note}", "continuous_update": False,
        "readout_format": ".1%" if _is_fine(control) else _FORMATS[control.style],
    }  # fmt: skip


def _is_fine(control: Control) -> bool:
    """Say whether a share moves by less than a percent, which whole percents would hide."""
    return control.style == "share" and control.step < 0.01


def _named(control: Control) -> str:
    plain = control.unit in ("", "share")
    return control.label if plain else f"{control.label}, {control.unit}"


def _readable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with numbers in the package's style; a missing one is a hyphen, never zero."""
    told = frame.copy()
    for name in [n for n in map(str, frame) if "US$" in n or "%" in n]:
        told[name] = [format_number(v, missing="-") for v in frame[name].astype(float)]
    return told


def _paragraph(name: str, text: str) -> str:
    """Return text that a screen reader tells when it changes."""
    kind = f'class="tradegap-{name}" role="status"'
    return f'<p {kind} style="line-height: 1.45">{escape(text)}</p>'


def _libraries() -> tuple[Any, Any]:
    """Return ipywidgets and the table's class, which only exploring needs."""
    try:
        import ipywidgets
        from itables.widget import ITable
    except ImportError as error:
        raise InputError(
            f"{error.name} isn't installed, which exploring needs: use make explore, or "
            "pip install 'tradegap[explore]'."
        ) from error
    return ipywidgets, ITable

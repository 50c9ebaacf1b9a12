"""The catalog: what every table is, where it comes from, and what its columns mean.

`data/catalog.yml` is read into frozen models; a table or a column that isn't described there does
not exist, and a number without unit and basis is refused.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from tradegap.data import recording
from tradegap.data.paths import CATALOG, data_dir
from tradegap.data.vintages import Frequency
from tradegap.errors import DataError, UnknownNameError

ColumnType = Literal["number", "integer", "text", "date", "month", "year", "code", "flag"]
NUMERIC: tuple[ColumnType, ...] = ("number", "integer")
NO_BASIS = "none"
"""What the catalog writes for a number that no trade statistic defines (a rate, a price)."""

_PERIOD_TYPES: dict[Frequency, ColumnType] = {"A": "year", "M": "month", "D": "date"}


def _as_text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


DateText = Annotated[str, BeforeValidator(_as_text)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Column(_Entry):
    """One column: its type and title; for a number its unit and basis.

    `unit_column` and `basis_column` name the column that states them row by row; `unit` is then
    what counts where that column is empty.
    """

    type: ColumnType
    title: str = Field(min_length=1)
    unit: str | None = None
    unit_column: str | None = None
    basis: str | None = None
    basis_column: str | None = None
    nullable: bool = False
    allowed: tuple[str, ...] = ()
    minimum: float | None = None

    @property
    def numeric(self) -> bool:
        """Tell whether the column holds numbers that a calculation may use."""
        return self.type in NUMERIC

    @model_validator(mode="after")
    def _number_has_unit_and_basis(self) -> Column:
        if self.numeric and self.unit is None:
            raise ValueError("a number needs a unit; state one, such as 'USD mn'")
        if self.numeric and (self.basis is None) == (self.basis_column is None):
            raise ValueError("a number needs either a basis (or 'none') or a basis_column")
        return self


class Origin(_Entry):
    """Who published the figures, as what, where and when, and on what terms.

    `address` is where they were read, `page` where the publisher keeps them: looked up afterwards,
    so that a reader can stand before the series, in a vintage that may be a later one.
    """

    producer: str
    title: str
    address: str
    page: str = Field(default="", pattern=r"^(https?://\S+)?$")
    published: DateText
    licence: str

    @property
    def link(self) -> str:
        """Return the address that a reader can follow, empty where none is known."""
        return self.address if self.address.startswith("http") else self.page


class Vintage(_Entry):
    """When rows were published: one column, the later of several, one date for all, or undated."""

    column: str | None = None
    columns: tuple[str, ...] = ()
    published: DateText | None = None
    undated: bool = False

    @property
    def by_row(self) -> tuple[str, ...]:
        """Return the columns that date each row; empty where the whole table has one date."""
        return (self.column,) if self.column else self.columns

    @model_validator(mode="after")
    def _one_way(self) -> Vintage:
        ways = [self.column, self.columns, self.published, self.undated]
        if sum(map(bool, ways)) != 1:
            raise ValueError("state exactly one of column, columns, published, undated")
        return self


class Period(_Entry):
    """Which column says what time a row is about, and whether that is a year, a month or a day."""

    column: str
    frequency: Frequency


class Table(_Entry):
    """One file in `data/reference/`."""

    title: str
    file: str
    sha256: str
    origin: Origin
    key: tuple[str, ...] = Field(min_length=1)
    vintage: Vintage
    period: Period | None = None
    columns: dict[str, Column]
    watch_out: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """Return the key without the vintage: what a figure is about, whenever it was printed."""
        return tuple(name for name in self.key if name not in self.vintage.by_row)

    @model_validator(mode="after")
    def _names_its_own_columns(self) -> Table:
        named = [*self.key, *self.vintage.by_row]
        named += [self.period.column] if self.period else []
        named += [c for x in self.columns.values() for c in (x.unit_column, x.basis_column) if c]
        missing = [name for name in named if name not in self.columns]
        if missing:
            raise ValueError(f"column '{missing[0]}' is used and not described; describe it")
        return self

    @model_validator(mode="after")
    def _dates_are_dates(self) -> Table:
        if self.period:
            wanted = _PERIOD_TYPES[self.period.frequency]
            if self.columns[self.period.column].type != wanted:
                raise ValueError(f"period column '{self.period.column}' must be of type {wanted}")
        if any(self.columns[name].type != "date" for name in self.vintage.by_row):
            raise ValueError("a vintage column must be of type date")
        if self.vintage.undated and any(c.numeric for c in self.columns.values()):
            raise ValueError("a table with numbers can't be undated; state when it was published")
        reserved = {"published", "later_vintage"} - set(self.vintage.by_row)
        if reserved & set(self.columns):
            raise ValueError("'published' and 'later_vintage' are added on reading; rename yours")
        return self


class Catalog(_Entry):
    """All tables by name, and the statistical bases that they use."""

    schema_: Literal[1] = Field(alias="schema")
    bases: dict[str, str] = {}
    tables: dict[str, Table]

    def table(self, name: str) -> Table:
        """Return the description of a table; raises `UnknownNameError` with the nearest names."""
        if name not in self.tables:
            recording.note("unsure", name, "isn't a table, and was asked for")
            raise UnknownNameError("table", name, self.tables, "See `tradegap data list`.")
        recording.note("entries", name, lambda: self.entry_digest(name))
        return self.tables[name]

    def entry_digest(self, name: str) -> str:
        """Return the digest of all that is said of a table but the sha256 of its file.

        With the definitions of the bases that it names.
        """
        table = self.tables[name]
        named = {c.basis for c in table.columns.values()}
        named |= {value for c in table.columns.values() for value in c.allowed}
        bases = {basis: said for basis, said in sorted(self.bases.items()) if basis in named}
        said = [table.model_dump(mode="json", exclude={"sha256"}), bases]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def column(self, table: str, name: str) -> Column:
        """Return the description of a column; raises `UnknownNameError` with the nearest names."""
        columns = self.table(table).columns
        if name not in columns:
            raise UnknownNameError(f"column of {table}", name, columns, "See docs/data.md.")
        return columns[name]

    @model_validator(mode="after")
    def _bases_are_defined(self) -> Catalog:
        for name, table in self.tables.items():
            for column, entry in table.columns.items():
                by_row = table.columns[entry.basis_column].allowed if entry.basis_column else ()
                for basis in (entry.basis or NO_BASIS, *by_row):
                    if basis not in (NO_BASIS, *self.bases):
                        raise ValueError(
                            f"{name}.{column}: basis '{basis}' is not defined under `bases`"
                        )
        return self


def read_catalog(folder: str | Path | None = None) -> Catalog:
    """Read and check `catalog.yml` of the data folder (see `paths.data_dir`).

    Raises `DataError` that names the file, the field and the remedy.
    """
    import yaml

    path = data_dir(folder) / CATALOG
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        with recording.aside():  # recorded entry by entry, as tables are asked for
            text = path.read_text(encoding="utf-8")
        return _checked(text, loader)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "catalog"
        reason = str(first["msg"]).removeprefix("Value error, ")
        raise DataError(f"{path}: {field}: {reason}; mend this field.") from None
    except (OSError, ValueError, AttributeError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise DataError(
            f"{path} can't be read: {reason}; mend it or restore it with git."
        ) from None


@lru_cache(maxsize=2)
def _checked(text: str, loader: Any) -> Catalog:
    """Read and check a catalog once for each content that it has had."""
    import yaml

    return Catalog.model_validate(yaml.load(text, Loader=loader))

"""Series as a DataFrame: for a table or a figure, after the arithmetic is done."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tradegap.errors import ModelError
from tradegap.model.quantity import Quantity


def frame(index: str, **series: Quantity) -> pd.DataFrame:
    """Return series of the same rows as columns, the rows' names as the first column `index`.

    Raises `ModelError` for a quantity that is no series, or for rows that differ.
    """
    rows = next(iter(series.values())).index
    for name, quantity in series.items():
        if quantity.index is None or quantity.index != rows:
            raise ModelError(f"'{name}' is no series over the same rows as the others.")
    return pd.DataFrame(
        {index: list(rows or ())} | {n: np.asarray(q.value) for n, q in series.items()}
    )

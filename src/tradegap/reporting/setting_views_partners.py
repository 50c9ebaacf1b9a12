"""What is shown of several partners' ledger at a setting, as frames: kinds are never added."""

from __future__ import annotations

import pandas as pd

from tradegap.data.case import Case
from tradegap.data.partners import partner_ledger
from tradegap.data.what_if_partners import partner_cases
from tradegap.model.partners import kind_of
from tradegap.reporting.partners import KINDS
from tradegap.reporting.partners_forms import row_name
from tradegap.reporting.pledges import stated_words


def partners_ledger_frame(case: Case) -> pd.DataFrame:
    """Return every line of the ledger at the case's setting, US$ bn a year where it has that."""
    ledger = partner_ledger(case)
    return pd.DataFrame(
        {
            "date": f"{line.pledge.announced:%Y-%m-%d}",
            "partner": row_name(line.pledge.partner),
            "what": f"{line.pledge.category} ({line.pledge.direction})",
            "status": ledger.status_words[line.pledge.id],
            "stated": stated_words(line.pledge),
            "kind": KINDS[kind_of(line.pledge)],
            "a year, US$ bn": line.usd_bn_per_year.value,
            "why": line.reason,
        }
        for line in ledger.lines
    )


def partners_cases_frame(case: Case) -> pd.DataFrame:
    """Return the sums by kind of each crediting case at the rest of the setting, US$ bn a year."""
    found = {name: partner_ledger(case, name).by_kind for name in partner_cases(case)}
    kinds = [kind for kind in KINDS if any(kind in sums for sums in found.values())]
    return pd.DataFrame(
        {
            "case": name.replace("_", " "),
            **{f"{KINDS[k]}, US$ bn a year": sums[k].value if k in sums else None for k in kinds},
        }
        for name, sums in found.items()
    )

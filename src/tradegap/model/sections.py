"""The optional sections of a scenario: what each chapter of the analysis is told about the case.

A scenario without a section has nothing to say there, and its report leaves the chapter out.
"""

from __future__ import annotations

from tradegap.model.pledges import Record


class FeasibilitySection(Record):
    """Which categories of goods are judged for feasibility."""


class ResponseSection(Record):
    """Which tariffs the response chapter works out."""


class MixSection(Record):
    """Which mixes of purchases and tariffs are shown."""


class UncertaintySection(Record):
    """How many draws are taken, and from which seed."""


class MirrorSection(Record):
    """Which years of the two countries' figures are set side by side."""


class ProgressSection(Record):
    """What progress is measured against, and until when."""


class PhaseOneSection(Record):
    """Which years of the Phase One agreement are followed."""


class PhysicalSection(Record):
    """How pledges in tonnes, cubic metres and aircraft are put in dollars."""


class PartnersSection(Record):
    """What the ledger of several partners is set against."""

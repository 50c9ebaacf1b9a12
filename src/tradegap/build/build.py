"""Build reports: check, execute, assemble, export, look, publish, on all cores.

What is up to date is left as it is. A report that fails keeps its last edition and leaves the
others alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tradegap.build.current import reads_of
from tradegap.build.execute import Site, run_chapters, site
from tradegap.build.executed import Executed
from tradegap.build.freshness import Freshness
from tradegap.build.page_makers import PageMaker, page_maker
from tradegap.build.places import reports_dir, run_dir
from tradegap.build.plan import Plan, make_plan
from tradegap.build.pool import Job, Pool
from tradegap.build.report import Built, Outcome, Progress, Report, Settings, Workshop
from tradegap.build.requests import Request
from tradegap.build.reuse import Context, context_of
from tradegap.build.shelves import EditionShelf, FolderShelf, Shelf
from tradegap.build.tables import check_tables
from tradegap.build.warm import unsupported
from tradegap.data.paths import notebooks_dir
from tradegap.errors import TradegapError

Wanted = tuple[Plan, Shelf, Context | None]
DEFAULTS = Settings()


def build_reports(
    wanted: Iterable[Wanted], settings: Settings = DEFAULTS, *, many: bool = False,
    where: Site | None = None, ended: Callable[[int, Outcome], None] = lambda place, outcome: None,
) -> list[Outcome]:  # fmt: skip
    """Build reports and publish each on its shelf; one that is up to date is left as it is.

    Returns an outcome a report, in their order: whatever was published before a failure stays.
    With a context, chapters that needn't run come from its store. A second build of the same
    report waits for the first. An interruption ends everything at once. `where` is a site that is
    there already and stays; without one a site is made when it is needed, and ended. `ended` is
    called with the place and outcome of each report as it ends, by the thread that ended it.
    """
    check_tables()
    reports: list[Report] = []
    made: list[Site] = [where] if where else []
    making = threading.Lock()
    with run_dir() as run, ExitStack() as stack:

        def get_site(notebooks: Iterable[Path]) -> Site:
            with making:
                if not made:
                    made.append(stack.enter_context(site(run, notebooks, settings.limits)))
            return made[0]

        shop = Workshop(get_site, _pages, settings, many)

        def opening() -> Iterator[Sequence[Job]]:
            for plan, shelf, context in wanted:
                reports.append(Report(plan, shelf, shop, context, partial(ended, len(reports))))
                yield reports[-1].jobs()

        def stop() -> None:
            for place in made:
                place.stop()

        Pool(settings.jobs, on_stop=stop).run(opening())
    return [report.outcome for report in reports]


def _pages(place: Site) -> PageMaker:
    return page_maker(place.forks)


def compute(
    plan: Plan, *, progress: Progress = lambda what, state: None
) -> tuple[dict[str, Any], dict[str, str], list[Executed]]:
    """Execute a plan's chapters and return results, tables read and executed notebooks."""
    from tradegap.build.results import gather, results_object

    with run_dir() as run:
        executed = run_chapters(
            plan.chapters, plan.given, run, inputs=plan.laid_in, progress=progress
        )
    gathered = gather(executed)
    results = results_object(gathered, plan.scenario, plan.as_of, plan.parameters)
    return results, gathered.values("tables"), executed


def build_requests(
    requests: Sequence[Request], freshness: Freshness, settings: Settings,
    told: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:  # fmt: skip
    """Build what is asked for unless it is up to date; the index of the folder is left alone.

    Returns an outcome a request, in their order; `told` is called with each one as it is known, one
    after the other.
    """
    outcomes: dict[int, Outcome] = {}
    with ExitStack() as stack:
        place = None
        if freshness.figures_look_changed() and not unsupported():
            place = stack.enter_context(_site(settings))
        for number, request in enumerate(requests):
            if outcome := at_once(request, freshness, settings):
                outcomes[number] = outcome
                told(outcome)
            elif place is None:  # the warm parent imports while the rest is looked at and planned
                place = stack.enter_context(_site(settings))
        if place is not None and len(outcomes) < len(requests):
            _build_rest(requests, freshness, settings, place, outcomes, told)
    return [outcomes[number] for number in range(len(requests))]


@contextmanager
def _site(settings: Settings) -> Iterator[Site]:
    """Give a site for all chapters that there are, and say if it starts no warm parent."""
    if reason := unsupported():
        settings.progress("no warm start", reason)
    with run_dir() as run, site(run, notebooks_dir().glob("*.ipynb"), settings.limits) as place:
        yield place


def _build_rest(
    requests: Sequence[Request], freshness: Freshness, settings: Settings, place: Site,
    outcomes: dict[int, Outcome], told: Callable[[Outcome], None],
) -> None:  # fmt: skip
    """Plan and build the requests that have no outcome yet."""
    planned: list[tuple[int, Plan, Shelf]] = []
    telling = threading.Lock()

    def tell(number: int, outcome: Outcome) -> None:
        with telling:
            outcome.name = requests[number].told
            outcomes[number] = outcome
            told(outcome)

    def wanted() -> Iterator[Wanted]:
        for number in (n for n in range(len(requests)) if n not in outcomes):
            found = planned_or_wrong(requests[number])
            if isinstance(found, Outcome):
                tell(number, found)
                continue
            plan, shelf = found
            planned.append((number, plan, shelf))
            yield plan, shelf, context_of(plan, freshness.store, freshness.current)

    built = build_reports(
        wanted(), settings, many=len(requests) > 1, where=place,
        ended=lambda place, outcome: tell(planned[place][0], outcome),
    )  # fmt: skip
    for (number, plan, shelf), outcome in zip(planned, built, strict=True):
        outcomes[number] = outcome
        if outcome.built is not None:
            remember(requests[number], plan, shelf, outcome.built, freshness)


def at_once(request: Request, freshness: Freshness, settings: Settings) -> Outcome | None:
    """Return a request's outcome if records say that its report is up to date, else `None`.

    Raises a `TradegapError` for tables that aren't what the catalog says.
    """
    if settings.force or not (fresh := freshness.fresh(request)):
        return None
    done = Built(fresh.slug, fresh.shown, fresh.report["edition"], fresh.report, False,
                 fresh.formats)  # fmt: skip
    return Outcome(request.told, done)


def planned_or_wrong(request: Request) -> Outcome | tuple[Plan, Shelf]:
    """Return what is to be built for a request, or what is wrong with it."""
    try:
        plan = make_plan(request.scenario, request.parameters, request.formats)
        return plan, shelf_of(request, plan)
    except TradegapError as error:
        return Outcome(request.told, errors=[error])


def remember(request: Request, plan: Plan, shelf: Shelf, done: Built, freshness: Freshness) -> None:
    """Record what a report has read and led to, so that it is known to be up to date."""
    known = freshness.known_reads(shelf.shown, done.content["fingerprint"])
    reads = done.reads or known or reads_of(done.content["inputs"])
    freshness.remember(request, plan, shelf.shown, done.content, reads)
    if freshness.store is not None and (trouble := freshness.store.told()):
        done.warnings.append(trouble)


def shelf_of(request: Request, plan: Plan) -> Shelf:
    """Return where the report of a request is published."""
    if request.output is not None:
        return FolderShelf(request.output, plan.slug)
    return EditionShelf(reports_dir(request.reports), plan.slug)

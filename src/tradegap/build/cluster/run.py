"""The client: checks and plans as a local build does, lets workers build, and publishes."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tradegap.build.build import at_once, planned_or_wrong, remember
from tradegap.build.canonical import digest
from tradegap.build.cluster import check_installed
from tradegap.build.cluster.depot import Depot
from tradegap.build.cluster.inputs import input_bundle
from tradegap.build.cluster.order import Order, order_of
from tradegap.build.cluster.published import publish, standing
from tradegap.build.cluster.told import described, raised
from tradegap.build.current import Current
from tradegap.build.freshness import Freshness
from tradegap.build.places import run_dir
from tradegap.build.plan import Plan
from tradegap.build.report import Outcome, Settings
from tradegap.build.requests import Request
from tradegap.build.shelves import Shelf
from tradegap.build.tables import check_tables
from tradegap.errors import BuildError, InputError

if TYPE_CHECKING:
    from distributed import Client, Future

    from tradegap.build.cluster.worker import Stock

RETRIES = 2
PUBLISHERS = 8
SECONDS_A_CHAPTER = 1.0
"""What a report of unknown duration is taken to need, for the order of work alone."""


@dataclass(frozen=True)
class Cluster:
    """Where to build: a scheduler's address, `local` or `local:N`, and the depot's URL or path."""

    address: str
    depot: str | None = None


@dataclass
class _Report:
    """One report on its way."""

    plan: Plan
    shelf: Shelf
    outcome: Outcome = field(init=False)
    order: Order = field(init=False)
    inputs: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.outcome = Outcome(self.plan.slug)


def build_on_cluster(
    wanted: Iterable[tuple[Plan, Shelf]], cluster: Cluster, settings: Settings = Settings()
) -> list[Outcome]:
    """Build reports on a cluster and publish each on its shelf as it comes.

    Returns an outcome a report, in their order, as `tradegap.build.build.build_reports` does. The
    work of a worker that is lost is done again by another. An interruption cancels what is left.
    Raises `InputError` or `BuildError` if there is no such cluster, `OutputError` if the depot
    can't be written.
    """
    check_installed()
    check_tables()
    reports = [_Report(plan, shelf) for plan, shelf in wanted]
    if due := [report for report in reports if not _stands(report, settings)]:
        with _depot(cluster) as depot:
            _build(due, cluster.address, depot, settings)
    return [report.outcome for report in reports]


def build_requests_on_cluster(
    requests: Sequence[Request], freshness: Freshness, cluster: Cluster, settings: Settings
) -> list[Outcome]:
    """Build what is asked for on a cluster, unless it is up to date.

    Returns an outcome a request, in their order, as `tradegap.build.build.build_requests` does; the
    index of the folder is left alone.
    """
    outcomes: dict[int, Outcome] = {}
    planned: list[tuple[int, Plan, Shelf]] = []
    for number, request in enumerate(requests):
        outcome = at_once(request, freshness, settings) or planned_or_wrong(request)
        if isinstance(outcome, Outcome):
            outcomes[number] = outcome
        else:
            planned.append((number, *outcome))
    wanted = [(plan, shelf) for _, plan, shelf in planned]
    built = build_on_cluster(wanted, cluster, settings)
    for (number, plan, shelf), outcome in zip(planned, built, strict=True):
        outcome.name = requests[number].told
        if outcome.built is not None:
            remember(requests[number], plan, shelf, outcome.built, freshness)
        outcomes[number] = outcome
    return [outcomes[number] for number in range(len(requests))]


def _stands(report: _Report, settings: Settings) -> bool:
    if not settings.force:
        report.outcome.built = standing(
            report.plan, report.shelf, lambda: _waiting(report, settings)
        )
    return report.outcome.built is not None


def _waiting(report: _Report, settings: Settings) -> None:
    settings.progress(report.plan.slug, "waiting for another build of this report")


@contextmanager
def _depot(cluster: Cluster) -> Iterator[Depot]:
    """Give the depot; that of workers on this machine is made for the run, unless one is named."""
    from tradegap.build.cluster.reach import check_address

    check_address(cluster.address)
    if cluster.depot:
        yield Depot(cluster.depot)
        return
    if not cluster.address.startswith("local"):
        raise InputError(
            "A cluster needs a depot: give with --depot a folder that every machine of it sees, "
            "or an address that fsspec knows."
        )
    with run_dir() as folder:
        yield Depot(folder)


def _build(due: list[_Report], address: str, depot: Depot, settings: Settings) -> None:
    from tradegap.build.cluster.reach import client_of, is_local, wait_for_workers
    from tradegap.build.cluster.worker import Stock

    with client_of(address) as client:
        wait_for_workers(client, address)
        stock = Stock(depot.url, depot.put(input_bundle(report.plan for report in due)))
        current = Current()
        for report in due:
            report.order = order_of(report.plan, stock.inputs, current)
            report.inputs = report.plan.inputs({}, current)
        with _ready_workers(client, stock, is_local(address)) as run:
            sent = _submit(due, client, stock, run, depot.seconds(), settings)
            took = _collect(sent, depot, settings)
    depot.note_seconds(took)


@contextmanager
def _ready_workers(client: Client, stock: Stock, local: bool) -> Iterator[str]:
    """Warm the workers, those that join later too, and let go of them at the end."""
    from tradegap.build.cluster.worker import Builders

    run = secrets.token_hex(4)
    name = f"tradegap-{run}"
    try:
        client.register_plugin(Builders(stock, name, local))
    except (ImportError, AttributeError) as error:
        raise BuildError(
            f"A worker of the cluster can't load tradegap ({error}); install the same version, "
            "with its extra 'cluster', on every machine and restart its workers."
        ) from error
    try:
        yield run
    finally:
        with suppress(Exception):  # a scheduler that is gone has no plugins
            client.unregister_worker_plugin(name)


def _submit(
    due: list[_Report], client: Client, stock: Stock, run: str, known: Mapping[str, float],
    settings: Settings,
) -> dict[Future, list[_Report]]:  # fmt: skip
    """Submit each order once, the longest first.

    Two clients that ask the same of one depot share the task.
    """
    from tradegap.build.cluster.worker import perform

    tasks: dict[str, list[_Report]] = {}
    for report in due:
        tasks.setdefault(report.order.key, []).append(report)
    sent = {}
    for key, same in tasks.items():
        plan = same[0].plan
        future = client.submit(
            perform, same[0].order.as_json(), stock, settings.force,
            key=f"tradegap-{digest([key, stock.depot, run if settings.force else ''])}",
            priority=known.get(plan.slug, SECONDS_A_CHAPTER * len(plan.chapters)),
            retries=RETRIES, pure=False,
        )  # fmt: skip
        settings.progress(plan.slug, "sent")
        sent[future] = same
    return sent


def _collect(
    sent: Mapping[Future, list[_Report]], depot: Depot, settings: Settings
) -> dict[str, float]:
    """Publish each report as it comes; return how long each took.

    Publishing waits for disks and locks, so threads do it, and one report holds up no other.
    """
    from distributed import as_completed

    took: dict[str, float] = {}
    with ThreadPoolExecutor(PUBLISHERS) as threads:
        try:
            for future in as_completed(sent, loop=next(iter(sent)).client.loop):
                result = _result(future, sent[future][0].plan.slug)
                for report in sent[future]:
                    threads.submit(_take, report, result, depot, settings)
                if result.get("computed") and "errors" not in result:
                    took[sent[future][0].plan.slug] = sum(result["seconds"].values())
                future.release()
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            for future in sent:
                with suppress(Exception):
                    future.cancel(force=True)
            raise
    return took


def _result(future: Future, slug: str) -> dict[str, Any]:
    """Return what came of a task, the end of its worker or scheduler among it."""
    from distributed import KilledWorker

    try:
        return dict(future.result())
    except KilledWorker:
        why = f"Each worker that began {slug} was killed, the last one too"
    except CancelledError:
        why = f"The scheduler was lost, or dropped {slug}"
    except Exception as error:
        why = f"The cluster failed at {slug} ({type(error).__name__}: {error})"
    remedy = "look at the workers' logs and memory, and build again: what was built is kept."
    return {"errors": [described(BuildError(f"{why}; {remedy}"))]}


def _take(
    report: _Report, result: Mapping[str, Any], depot: Depot, settings: Settings
) -> None:  # fmt: skip
    slug = report.plan.slug
    if "errors" in result:
        report.outcome.errors += [raised(error) for error in result["errors"]]
    else:
        try:
            report.outcome.built = publish(
                report.plan, report.shelf, depot, result, report.inputs,
                lambda: _waiting(report, settings),
            )  # fmt: skip
        except Exception as error:
            report.outcome.errors.append(error)
    settings.progress(slug, "failed" if report.outcome.errors else "done")

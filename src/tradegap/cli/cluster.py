"""`build --cluster`: reports on many machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tradegap.errors import InputError

if TYPE_CHECKING:
    from tradegap.build.cluster.run import Cluster

OnCluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS",
        help="Let a Dask cluster build: tcp://host:port, local or local:N.",
    ),
]  # fmt: skip
InDepot = Annotated[
    str | None,
    typer.Option(
        "--depot", metavar="URL",
        help="A folder that the whole cluster sees, or an address for fsspec.",
    ),
]  # fmt: skip


def cluster_of(address: str | None, depot: str | None) -> Cluster | None:
    """Return the cluster that is asked for, `None` for this machine's own cores."""
    if depot and not address:
        raise InputError("--depot goes with --cluster: name the scheduler, or leave it out.")
    if not address:
        return None
    from tradegap.build.cluster.run import Cluster

    return Cluster(address, depot)

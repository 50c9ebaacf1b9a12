"""Reach a Dask scheduler, or start one with workers on this machine."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tradegap.build.places import run_dir
from tradegap.build.pool import cores
from tradegap.errors import BuildError, InputError

if TYPE_CHECKING:
    from distributed import Client

REACH_SECONDS = 5
WORKERS_SECONDS = 60
_LOCAL = re.compile(r"local(?::(\d+))?")
# a worker that is killed takes with it the task that it is at, which may not be at fault
ALLOWED_FAILURES = 3


def check_address(cluster: str) -> None:
    """Raise `InputError` for what is no address of a scheduler."""
    local = _LOCAL.fullmatch(cluster)
    if local and local[1] != "0":
        return
    if local or not re.fullmatch(r"(tcp|tls|ws|wss|ucx)://[^/\s]+", cluster):
        raise InputError(
            f"--cluster {cluster} is no address of a scheduler; write tcp://host:port, or local "
            "or local:N for N workers on this machine."
        )


def is_local(cluster: str) -> bool:
    """Tell whether workers of this machine, started for one command, are meant."""
    return _LOCAL.fullmatch(cluster) is not None


@contextmanager
def client_of(cluster: str) -> Iterator[Client]:
    """Give a client of the scheduler at an address, or of a cluster of this machine's own.

    Raises `BuildError` if the scheduler can't be reached in a few seconds.
    """
    check_address(cluster)
    for name in ("distributed", "distributed.client", "distributed.nanny", "distributed.worker"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    if local := _LOCAL.fullmatch(cluster):
        with _local_client(int(local[1] or cores())) as client:
            yield client
        return
    client = _connected(cluster)
    try:
        yield client
    finally:
        client.close()


def _connected(address: str) -> Client:
    from distributed import Client

    try:
        return Client(address, timeout=REACH_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise BuildError(
            f"The scheduler at {address} can't be reached within {REACH_SECONDS} seconds; start "
            "one with `dask scheduler`, mend the address, or build without --cluster."
        ) from error


@contextmanager
def _local_client(workers: int) -> Iterator[Client]:
    """Start a scheduler and worker processes of one thread each, on loopback alone."""
    import dask
    from distributed import Client, LocalCluster

    settings: dict[str, Any] = {
        "distributed.scheduler.allowed-failures": ALLOWED_FAILURES,
    }
    with run_dir() as run, dask.config.set(settings):
        cluster = LocalCluster(
            n_workers=workers, threads_per_worker=1, processes=True, memory_limit=0,
            dashboard_address="127.0.0.1:0", host="127.0.0.1",
            local_directory=str(run), silence_logs=logging.CRITICAL,
        )  # fmt: skip
        try:
            client = Client(cluster, set_as_default=False)
            try:
                yield client
            finally:
                client.close()
        finally:
            cluster.close(timeout=5)


def wait_for_workers(client: Client, cluster: str) -> None:
    """Wait for a first worker; raises `BuildError` if none comes."""
    try:
        client.wait_for_workers(1, timeout=WORKERS_SECONDS)
    except TimeoutError as error:
        raise BuildError(
            f"The scheduler at {cluster} has had no worker for {WORKERS_SECONDS} seconds; start "
            f"some with `dask worker {cluster}`."
        ) from error

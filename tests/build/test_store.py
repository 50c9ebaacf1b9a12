"""The store: whole or absent, bounded, and shared by several builds at once."""

from __future__ import annotations

import hashlib
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tradegap.build.store import OFF, Store, open_store, store_dir, store_limit
from tradegap.errors import InputError

SMALL_FILES = """
import resource, sys
from pathlib import Path
from tradegap.build.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
import os
print(store.put(os.urandom(5000)), store.put(b"short"), store.told(), store.told(), sep="|")
"""
WRITER = """
import sys
from pathlib import Path
from tradegap.build.store import Store
store = Store(Path(sys.argv[1]), int(sys.argv[2]))
for number in range(150):
    content = (f"{number % 50} " * 4000).encode()
    name = store.put(content)
    assert name, store.trouble
    found = store.get(name)
    assert found is None or found == content
    store.add_note(f"{number % 7:064d}", content[:100])
    assert all(len(note) in (100, 2 * 4000) for note in store.notes(f"{number % 7:064d}"))
"""


def noise(number: int, size: int = 20_000) -> bytes:
    """Bytes that can't be compressed, the same every time."""
    parts = [hashlib.sha256(f"{number}/{n}".encode()).digest() for n in range(size // 32)]
    return b"".join(parts)


def age(store: Store, name: str, seconds: float) -> None:
    path = store.folder / "objects" / name[:2] / name
    os.utime(path, (time.time() - seconds, time.time() - seconds))


def test_what_was_put_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    name = store.put(b"content")
    assert name == hashlib.sha256(b"content").hexdigest()
    assert Store(tmp_path / "s").get(name) == b"content"
    assert store.get("0" * 64) is None
    assert (tmp_path / "s").stat().st_mode & 0o077 == 0


def test_notes_stand_beside_one_another_or_alone(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    assert store.notes("k" * 64) == []
    assert store.add_note("k" * 64, b"one")
    assert store.add_note("k" * 64, b"two")
    assert sorted(store.notes("k" * 64)) == [b"one", b"two"]
    assert store.add_note("k" * 64, b"three", alone=True)
    assert store.notes("k" * 64) == [b"three"]


@pytest.mark.parametrize("damage", [b"", b"cut", None])
def test_a_damaged_entry_is_dropped_and_absent(tmp_path: Path, damage: bytes | None) -> None:
    store = Store(tmp_path / "s")
    name = store.put(noise(1))
    assert name is not None
    path = store.folder / "objects" / name[:2] / name
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 1
    path.write_bytes(bytes(raw) if damage is None else damage)
    assert store.get(name) is None
    assert not path.exists()
    assert store.put(noise(1)) == name
    assert store.get(name) == noise(1)


def test_an_entry_of_another_content_under_a_name_is_absent(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    one, two = store.put(b"one"), store.put(b"two")
    assert one is not None and two is not None  # noqa: PT018
    place = store.folder / "objects"
    os.replace(place / one[:2] / one, place / two[:2] / two)
    assert store.get(two) is None


def test_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", limit=100_000)
    names = [store.put(noise(n)) for n in range(4)]
    for number, name in enumerate(names):
        assert name is not None
        age(store, name, 1000 - number)
    assert names[0] is not None
    assert store.get(names[0]) == noise(0)  # now it is the last used
    for number in range(4, 6):
        store.put(noise(number))
    assert store.held().size <= 100_000
    assert store.get(names[0]) == noise(0)
    assert names[1] is not None
    assert store.get(names[1]) is None


def test_left_overs_of_killed_writers_go(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    name = store.put(b"x")
    assert name is not None
    old, new = (store.folder / "objects" / name[:2] / f".{n}-left" for n in (1, 2))
    old.write_bytes(b"half")
    new.write_bytes(b"half")
    os.utime(old, (0, 0))
    assert store.held().entries == 1
    assert (old.exists(), new.exists()) == (False, True)


def test_several_processes_write_read_and_evict_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path / "s"), "3000"]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=120)[1] for process in running]
    assert [process.returncode for process in running] == [0] * 4, told
    store = Store(tmp_path / "s", 3000)
    store.evict()
    assert store.held().size <= 3000
    for path in (tmp_path / "s" / "objects").rglob("*"):
        if path.is_file():
            assert not path.name.startswith("."), "a draft was left"
            assert store.get(path.name) is not None


def test_a_full_disk_is_told_once_and_the_store_done_without(tmp_path: Path) -> None:
    assert resource.RLIMIT_FSIZE
    done = subprocess.run(
        [sys.executable, "-c", SMALL_FILES, str(tmp_path / "s")], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    first, second, said, again = done.stdout.strip().split("|")
    assert (first, second, again) == ("None", "None", "None")
    assert "the build goes on without it" in said
    assert [p for p in (tmp_path / "s").rglob("*") if p.is_file()] == []


@pytest.mark.skipif(os.getuid() != 0, reason="only root can mount")
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip(
            "NOT TESTED: a full disk; a tmpfs can't be mounted here (a container without rights)"
        )
    try:
        store = Store(disk)
        names = [store.put(noise(n)) for n in range(6)]
        assert names[0] is not None
        assert names[-1] is None
        assert "No space left" in str(store.told())
        assert store.get(names[0]) == noise(0)
        assert store.held().entries == sum(name is not None for name in names)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s").chmod(0o777)
    store = Store(tmp_path / "s")
    assert store.put(b"x") is None
    assert "others may write it" in str(store.told())


def test_where_it_is_and_how_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("TRADEGAP_STORE", raising=False)
    monkeypatch.delenv("TRADEGAP_STORE_LIMIT", raising=False)
    assert store_dir() == tmp_path / "tradegap" / "store"
    assert store_limit() == 2 * 10**9
    monkeypatch.setenv("TRADEGAP_STORE_LIMIT", "1.5 MB")
    assert store_limit() == 1_500_000
    monkeypatch.setenv("TRADEGAP_STORE_LIMIT", "plenty")
    with pytest.raises(InputError, match=r"TRADEGAP_STORE_LIMIT: 'plenty' is no size"):
        store_limit()
    monkeypatch.setenv("TRADEGAP_STORE", OFF)
    assert open_store() is None


def test_clearing_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "s")
    store.put(noise(1))
    store.add_note("k" * 64, b"note")
    assert store.clear().entries == 2
    assert store.held().entries == 0
    assert store.put(b"again") is not None

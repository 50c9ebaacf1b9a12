"""Tests of one group run on one worker, so that what they share is set up once."""

import pytest


@pytest.mark.xdist_group("group")
def test_a_group_reaches_the_scheduler(request: pytest.FixtureRequest) -> None:
    # pytest-xdist tells its scheduler a test's group by the end of the test's id.
    if not getattr(request.config.option, "loadgroup", False):
        pytest.skip("NOT TESTED: the run gives no groups to workers (make test does)")
    assert request.node.nodeid.endswith("@group")

"""What the tests of the package `corpus` share, beside tests/conftest.py."""

import pytest

from corpus.plan import Plan


@pytest.fixture(params=["beibei", "fengtai", "heping", "xiqing", "zhangye"])
def real_plan(request: pytest.FixtureRequest, real_plans: dict[str, Plan]) -> Plan:
    """Each of the five plans that come with the software, in turn."""
    return real_plans[request.param]

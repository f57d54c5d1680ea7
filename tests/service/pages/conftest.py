"""The plans of `library.py`, read."""

import pytest

from corpus.library import parse_plan
from corpus.plan import Plan
from service.pages.shelf import Shelf
from tests.service.pages.library import PLANS


@pytest.fixture(scope="package")
def plans() -> dict[str, Plan]:
    """The plans by id."""
    return {plan_id: parse_plan(plan_id, f"{plan_id}.txt", text) for plan_id, text in PLANS.items()}


@pytest.fixture(scope="package")
def minqin(plans: dict[str, Plan]) -> Plan:
    """The plan with furniture, a flattened table, a box, and tags in its text."""
    return plans["minqin"]


@pytest.fixture(scope="package")
def gulang(plans: dict[str, Plan]) -> Plan:
    """The plan of tasks."""
    return plans["gulang"]


@pytest.fixture(scope="package")
def shelf(plans: dict[str, Plan]) -> Shelf:
    """The shelf with all of them."""
    return Shelf(plans)

"""`./test --quick` finds the tests that a change is most likely to break."""

from __future__ import annotations

import quick_tests

HOUSE = {
    "src/mainstay/kernel/money.py": "",
    "src/mainstay/billing/rules/due.py": "from mainstay.kernel.money import Money",
    "src/mainstay/web/views/book.py": "from mainstay.billing.rules import due",
    "tests/builders.py": "from mainstay.billing.rules.due import bucket",
    "tests/kernel/test_money.py": "from mainstay.kernel import money",
    "tests/kernel/test_text.py": "",
    "tests/billing/test_due.py": "from mainstay.billing.rules.due import bucket",
    "tests/web/test_pages.py": "from tests.builders import a_client",
    "tests/house/test_rules.py": "",
    "tests/journeys/test_a_day.py": "from mainstay.kernel.money import Money",
}


def nearest(*changed: str) -> list[str]:
    return [path.removeprefix("tests/") for path in quick_tests.nearest_tests(changed, HOUSE)]


def test_the_tests_of_a_package_stand_before_those_of_its_dependants() -> None:
    assert nearest("src/mainstay/kernel/money.py") == [
        "kernel/test_money.py", "kernel/test_text.py", "house/test_rules.py", "billing/test_due.py",
        "web/test_pages.py",
    ]  # fmt: skip


def test_a_changed_test_comes_first() -> None:
    assert nearest("tests/billing/test_due.py") == ["billing/test_due.py", "house/test_rules.py"]


def test_what_the_tests_are_built_with_leads_to_them() -> None:
    assert nearest("tests/builders.py") == ["web/test_pages.py", "house/test_rules.py"]


def test_a_template_is_of_its_package() -> None:
    assert nearest("src/mainstay/web/templates/today.html") == ["web/test_pages.py", "house/test_rules.py"]


def test_nothing_changed_is_nothing_to_run() -> None:
    assert nearest() == []


def test_this_house_is_read() -> None:
    found = quick_tests.nearest_tests(["src/mainstay/kernel/money.py"], quick_tests.read_sources())
    assert "tests/kernel/test_money.py" in found

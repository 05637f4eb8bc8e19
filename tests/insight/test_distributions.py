from __future__ import annotations

import numpy as np
import pytest

from mainstay.insight.loss_rate import chance_of_loss, likelihoods, share_of_firm
from mainstay.insight.student_t import beyond, normal_quantile, quantile_of_survival, survival


def test_the_tail_of_the_student_distribution():
    # as scipy has it for eight degrees of freedom
    known = {-3.0: 0.9914642, 0.0: 0.5, 0.5: 0.3152680, 2.0: 0.0402581, 8.0: 2.18341e-5}
    assert survival(np.array(list(known))) == pytest.approx(list(known.values()), rel=1e-4)


def test_the_quantile_undoes_the_tail():
    shares = np.array([0.9999, 0.9, 0.5, 0.1, 0.001, 1e-6])
    assert survival(quantile_of_survival(shares)) == pytest.approx(shares, rel=1e-3)


def test_the_quantiles_of_the_normal_distribution():
    known = {0.0: -8.0, 1e-9: -5.997807, 0.1: -1.2815516, 0.5: 0.0, 0.975: 1.9599640, 1 - 1e-9: 5.997807, 1.0: 8.0}
    assert normal_quantile(np.array(list(known))) == pytest.approx(list(known.values()), abs=1e-4)


def test_mean_and_variance_beyond_a_bound():
    # by numerical integration of scipy's density
    mean, variance = beyond(np.array([-2.0, 0.0, 1.0, 5.0]))
    assert mean == pytest.approx([0.1114015, 0.8838835, 1.6886544, 5.8891778], rel=1e-6)
    assert variance == pytest.approx([1.0609861, 0.5520833, 0.4518766, 1.0044555], rel=1e-6)


def loss(paid: int, lost: int, tail: float, odds: float = 1.0) -> float:
    of, tails = np.array([0]), np.array([tail])
    log = likelihoods(of, np.array([float(paid)]), np.array([float(lost)]), tails, np.array([odds]))
    return float(chance_of_loss(0.03, log, of, tails, np.array([odds]))[0])


def test_a_new_invoice_has_the_clients_share_of_losses():
    # the mean of Beta(12 * .03 + lost, 12 * .97 + paid)
    assert loss(0, 0, 1.0) == pytest.approx(0.03, rel=0.02)
    assert loss(12, 0, 1.0) == pytest.approx(0.36 / 24, rel=0.02)
    assert loss(10, 2, 1.0) == pytest.approx(2.36 / 24, rel=0.02)


def test_what_no_payer_would_do_is_a_loss():
    assert loss(20, 0, 1e-9) > 0.999
    assert loss(0, 0, 0.5) == pytest.approx(0.03 / (0.03 + 0.97 * 0.5), rel=0.02)


def test_a_dispute_triples_the_odds():
    assert loss(0, 0, 1.0, odds=3.0) == pytest.approx(0.07, abs=0.015)


def test_losses_of_one_client_say_less_of_the_firm_than_losses_of_many():
    def share(*lost: int) -> float:
        clients = len(lost)
        none = np.zeros(0)
        log = likelihoods(none.astype(int), np.full(clients, 4.0), np.array(lost, dtype=float), none, none)
        return share_of_firm(log)

    assert share(0, 0, 0, 0, 0, 0) < 0.03 < share(3, 0, 0, 0, 0, 0) < share(1, 1, 1, 0, 0, 0)


def test_a_firm_without_facts_has_the_shipped_share():
    assert share_of_firm(np.zeros((1, 48))) == pytest.approx(0.03, rel=0.02)

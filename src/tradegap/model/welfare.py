"""What tariffs cost their payers: duty, deadweight loss, the share of a household.

None of it is part of a balance: a duty is paid at home, and a loss is nobody's income. A share is
of one; amounts keep the unit that they come in.
"""

from __future__ import annotations

from tradegap.errors import ModelError
from tradegap.model import units
from tradegap.model.quantity import Quantity, parameter
from tradegap.model.units import Unit

COST = "tariff_cost"
DUTY = "calculated_duty"


def duty_revenue(imports_after: Quantity, tariff: Quantity) -> Quantity:
    """Return the duty on what is still imported, imports at customs value x rate.

    `imports_after` any amount, `tariff` a share or percent. Basis of duties; no part of a balance.
    """
    revenue = imports_after * tariff.to("share")
    return revenue.read_as(DUTY, "duty on the imports that are left")


def fall_of_remaining(before: Quantity, after: Quantity) -> Quantity:
    """Return the fall of imports as a share of those that remain, (before - after) / after.

    Both on one unit and basis; quantities, or values at one price. Raises `ModelError` where
    nothing remains.
    """
    return ((before - after) / after).named("fall of imports over what remains of them")


def deadweight_loss(revenue: Quantity, fall_share: Quantity) -> Quantity:
    """Return what a tariff costs beyond its revenue, half of revenue x fall of imports.

    loss = 1/2 x revenue x (before - after) / after, the triangle under a straight demand curve
    (Amiti, Redding and Weinstein 2019). `revenue` any amount, whose unit and basis the result
    keeps; `fall_share` as of `fall_of_remaining`, of the quantity: the fall of a value would count
    a seller's lower price as a loss. It is a triangle, for small changes: 25% on 505.6 at an
    elasticity of 4, all of it passed on, gives 37.3 where the area under the curve is 30.5. It
    counts neither what foreigners lose nor dearer home-made goods.
    """
    half = parameter("half", 0.5, unit="share", label="one half", chosen_in="definition")
    return (half * revenue * fall_share.to("share")).named("deadweight loss")


def implied_fall(revenue: Quantity, loss: Quantity) -> Quantity:
    """Return the fall over what remains that a revenue and a loss imply, loss / (revenue / 2).

    The inverse of `deadweight_loss`, on amounts of one unit and basis; a share.
    """
    half = parameter("half", 0.5, unit="share", label="one half", chosen_in="definition")
    return (loss / (half * revenue)).named("fall of imports that revenue and loss imply")


def cost_of_tariffs(tax: Quantity, loss: Quantity) -> Quantity:
    """Return what tariffs cost those who pay them, duty in their prices + deadweight loss.

    The two on one unit and basis (New York Fed, May 2019: 26.94 + 79.13 bn a year). The Treasury
    gets the duty: as a country the payers lose the loss alone.
    """
    return (tax + loss).named("cost of the tariffs to those who pay them")


def cost_per_household(cost: Quantity, households: Quantity) -> Quantity:
    """Return a cost in single dollars for each household, cost / households.

    `cost` in any power of ten of USD or USD a year, `households` in any power of ten of them.
    Raises `ModelError` where there are none. An average: it says nothing of who buys what.
    """
    if households.value is not None and not float(households.value) > 0:
        raise ModelError(f"'{households.label}' is {households.value:g}; a cost needs households.")
    each = cost / households
    single = str(Unit(0, units.parse(each.unit).dimensions))
    return each.to(single).named("cost of the tariffs for each household")

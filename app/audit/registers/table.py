"""Every register there is, by key, in the order in which auditors ask for them."""

from collections.abc import Mapping

from app.audit.registers import acts, exceptions, money
from app.audit.registers.register import Register

REGISTERS: Mapping[str, Register] = {
    one.key: one
    for one in (
        money.TRANSACTIONS,
        money.AGEING,
        money.STANDING,
        acts.APPROVALS,
        acts.ALL_STEPS,
        acts.POSTS_HELD,
        acts.PAIRS,
        exceptions.EXPLAINED,
        exceptions.WAIVED,
        exceptions.CHANGED,
        exceptions.RATES_USED,
        exceptions.REFUSED,
    )
}

"""Published lists of rates: looked through beside the books, imported whole by a second person, never twice."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.formats.un_rates import read_un_rates
from app.funding.rate_lists.flow import RATE_LISTS
from app.funding.rate_lists.models import RateList
from app.funding.rate_lists.queries import compared
from app.funding.rate_lists.schemas import ListForm
from app.funding.rates.flow import RATES
from app.funding.rates.models import Rate
from app.funding.rates.queries import rate_on
from app.funding.rates.schemas import RateForm
from app.kernel.actors import Role
from app.kernel.db import Databases
from app.kernel.errors import Refused
from app.kernel.flow import fire
from tests.formats.bank_files import UN_CSV, UN_XML
from tests.funding import giving
from tests.funding.fund import APPROVER, FINANCE, OTHER_FINANCE, TODAY, moving, staff
from tests.funding.giving import born, moved
from tests.funding.sending import Sender, received


def read(database: Databases, content: bytes = UN_XML, name: str = "un.xml") -> RateList:
    """A list, read by finance."""
    form = ListForm(file=received(content, name), published=read_un_rates(content))
    return born(database, RATE_LISTS, "read", form)


def rates_in(database: Databases) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Rate)) or 0


def standings(database: Databases, rates: RateList) -> Sequence[str]:
    with database.read() as session:
        return [one.standing.value for one in compared(session, [rates.id])[rates.id]]


def test_R58_a_list_counts_when_a_second_person_has_imported_it(house_db: Databases) -> None:
    rates = read(house_db)

    with pytest.raises(Refused) as refused:
        moved(house_db, RATE_LISTS, rates, "import", actor=FINANCE)
    before = rates_in(house_db)
    moved(house_db, RATE_LISTS, rates, "import", actor=OTHER_FINANCE)

    assert [reason.rule for reason in refused.value.whys] == ["R49"]
    assert (before, rates_in(house_db)) == (0, 4)
    with house_db.read() as session:
        found = rate_on(session, "UGX", TODAY)
        assert found is not None
        assert (found.per_usd, found.state, "un.xml" in found.source) == ("3750", "CONFIRMED", True)


def test_R58_the_newest_effective_date_is_in_force(house_db: Databases) -> None:
    moved(house_db, RATE_LISTS, read(house_db), "import", actor=APPROVER)

    with house_db.read() as session:
        early = rate_on(session, "UGX", TODAY.replace(day=14))
        late = rate_on(session, "UGX", TODAY.replace(day=15))
    assert early is not None
    assert late is not None
    assert (early.per_usd, late.per_usd) == ("3720", "3750")


def test_R58_the_same_rates_in_another_file_double_nothing(house_db: Databases) -> None:
    moved(house_db, RATE_LISTS, read(house_db), "import", actor=OTHER_FINANCE)
    again = read(house_db, UN_CSV, "un.csv")

    with pytest.raises(Refused, match="nothing is left to import"):
        moved(house_db, RATE_LISTS, again, "import", actor=OTHER_FINANCE)

    assert set(standings(house_db, again)) == {"same"}
    assert rates_in(house_db) == 4


def test_R58_the_same_file_is_read_once_unless_it_was_discarded(house_db: Databases) -> None:
    rates = read(house_db)

    with pytest.raises(Refused, match="was read before"):
        read(house_db)
    moved(house_db, RATE_LISTS, rates, "discard")

    assert read(house_db).id != rates.id


def test_R58_a_confirmed_rate_that_differs_stays_and_is_explained(house_db: Databases) -> None:
    giving.rate(house_db, "EUR", "0.930")
    rates = read(house_db)

    with pytest.raises(Refused, match="differ from confirmed ones"):
        moved(house_db, RATE_LISTS, rates, "import", actor=OTHER_FINANCE)
    with moving(house_db, OTHER_FINANCE) as tx:
        form = RATE_LISTS.move("import").form()
        again = tx.session.get_one(RateList, rates.id)
        fire(tx, RATE_LISTS, again, "import", form, explanation="The bank's own rate of that day")

    with house_db.read() as session:
        found = rate_on(session, "EUR", TODAY)
        assert found is not None
        assert found.per_usd == "0.930"
    assert rates_in(house_db) == 4


def test_R58_a_rate_entered_by_hand_is_settled_first(house_db: Databases) -> None:
    form = RateForm(currency="EUR", per_usd="0.920", effective_on="2026-06-01", source="UN list of June")
    waiting = born(house_db, RATES, "enter", form)
    rates = read(house_db)

    with pytest.raises(Refused, match="waits"):
        moved(house_db, RATE_LISTS, rates, "import", actor=OTHER_FINANCE)
    moved(house_db, RATES, waiting, "reject", actor=OTHER_FINANCE)

    assert moved(house_db, RATE_LISTS, rates, "import", actor=OTHER_FINANCE).state == "IMPORTED"


def test_a_file_is_sent_looked_through_and_imported_on_its_pages(house_db: Databases, tmp_path: Path) -> None:
    browser = Sender(house_db, FINANCE, tmp_path)

    status, address = browser.send_file("/funding/rate-lists/read", "un.xml", UN_XML)
    text = browser.get(address)[1]
    again = browser.send_file("/funding/rate-lists/read", "un.xml", UN_XML)
    done = Sender(house_db, OTHER_FINANCE, tmp_path).send(f"{address}/import", seen="1")

    assert status == 303
    for shown in ("510.5", "QQQ", "new", received(UN_XML).sha256):
        assert shown in text
    assert again == (303, address)
    assert done == (303, address)
    assert "un.xml" in browser.get("/funding/rate-lists")[1]
    assert "/funding/rate-lists" in browser.get("/funding/rates")[1]
    assert rates_in(house_db) == 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("un.xml", UN_XML.replace(b">510.5<", b">x<"), "Line 3: “x” is no rate of KZT"),
        ("un.xml", UN_XML.replace(b"<UN_OP", b"<!DOCTYPE a []><UN_OP", 1), "DOCTYPE"),
        ("un.csv", UN_XML, "Give its name the ending"),
        ("un.csv", b"", "The file is empty"),
        ("", b"", "must be filled in"),
    ],
)
def test_a_file_that_does_not_read_is_refused_whole_beside_its_field(
    house_db: Databases, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    browser = Sender(house_db, FINANCE, tmp_path)

    status, text = browser.send_file("/funding/rate-lists/read", name, content)

    assert status == 422
    assert said in text
    assert "No list has been read yet" in browser.get("/funding/rate-lists")[1]


def test_lists_are_read_by_finance_only(house_db: Databases, tmp_path: Path) -> None:
    officer = Sender(house_db, staff("usr_20", Role.PROGRAMME_OFFICER), tmp_path)

    assert officer.get("/funding/rate-lists")[0] == 200
    assert officer.get("/funding/rate-lists/read")[0] == 403
    assert officer.send_file("/funding/rate-lists/read", "un.xml", UN_XML)[0] == 403

"""The whole walk of a proposal: a forum on a phone without JavaScript, the municipal team at a desk with it."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect
from sqlalchemy import func, select

from app.cuf.models import Project
from app.kernel.things import Step
from app.kernel.trail.models import FactRow
from tests.browser.person import DESK, PHONE, Person
from tests.browser.served import Served

pytestmark = pytest.mark.browser

TITLE = "Lamp posts on the market path"
SEATS = ("chair", "treasurer", "secretary", "member", "storekeeper")


@dataclass
class Walk:
    """Where the one proposal of this module stands, and the people who walk with it."""

    served: Served
    visitor: Callable[..., Person]
    path: str = ""

    def forum(self, person: str) -> Person:
        someone = self.visitor(PHONE, script=False)
        someone.signs_in(person)
        return someone

    def team(self) -> Person:
        someone = self.visitor(DESK, script=True)
        someone.signs_in("municipal.monrovia")
        return someone


def test_a_proposal_walks_from_the_need_to_acceptance(
    served: Served, visitor: Callable[..., Person], tmp_path: Path
) -> None:
    walk = Walk(served, visitor)
    before = facts(served)

    names_the_need(walk)
    writes_the_proposal(walk)
    adds_a_photograph(walk, tmp_path)
    finishes_it(walk)
    chair_certifies_and_prints(walk, tmp_path)
    team_returns_it(walk)
    forum_mends_what_was_named(walk)
    chair_certifies_again(walk)
    team_sees_what_changed_and_accepts(walk)

    reference = walk.path.rpartition("/")[2]
    assert moves_of(served, reference) == [
        *("name", "propose", *["save"] * 6, "attach", "finish", "certify"),
        *("take", "return", "save", "finish", "certify", "accept"),
    ]
    assert facts(served) - before == len(moves_of(served, reference))
    assert "sound" in fsck(served)


def names_the_need(walk: Walk) -> None:
    secretary = walk.forum("forum.kpaye")
    secretary.goes("/cuf/projects")
    secretary.follows("Name a need")
    secretary.fills(title=TITLE, kind="other", rough_cost="about a million")
    secretary.sends("Name a need")

    expect(secretary.fault_beside("rough_cost")).to_contain_text("does not read as a number")
    expect(secretary.fault_beside("named_by")).to_be_visible()
    assert secretary.said("title") == TITLE
    assert secretary.said("rough_cost") == "about a million"

    secretary.page.get_by_label("Kpaye Landing").check()
    secretary.fills(rough_cost="1000000", named_by="women")
    secretary.sends("Name a need")
    secretary.sees(TITLE)
    walk.path = secretary.path


def writes_the_proposal(walk: Walk) -> None:
    secretary = walk.forum("forum.kpaye")
    secretary.goes(walk.path)
    secretary.follows("Write the proposal")
    secretary.sends("Write the proposal")
    secretary.follows("Where")
    secretary.fills(where__site="From the landing to the market", where__land="public")
    secretary.fills(where__anyone_must_move="no")
    secretary.sends("Save and go on")
    says_what_and_why(secretary)
    says_the_cost(secretary)
    says_who_cares(secretary)
    secretary.sees("Check your answers")
    secretary.sees_not("Before it can go out")


def says_what_and_why(secretary: Person) -> None:
    secretary.fills(
        what__description="Eight posts with solar lamps.",
        why__problem="Women walk home in the dark.",
        why__decided_on="31/31/2026",
        why__women_present="sixty",
        why__men_present="40",
        people__women="900",
        people__men="700",
        people__method="usage",
        people__source="The forum, in May",
    )
    secretary.sends("Save and go on")

    expect(secretary.fault_beside("why-decided_on")).to_be_visible()
    expect(secretary.fault_beside("why-women_present")).to_be_visible()
    assert secretary.said("why-women_present") == "sixty"
    assert secretary.said("what-description") == "Eight posts with solar lamps."

    secretary.fills(why__decided_on="31/5/2026", why__women_present="60")
    secretary.sends("Save and go on")


def says_the_cost(secretary: Person) -> None:
    secretary.fills(
        design__design="Posts of four metres in concrete feet.",
        contributions__grant="950,000.00",
        contributions__cash="19,000.00",
        contributions__in_kind__0__item="labour_day",
        contributions__in_kind__0__quantity="100",
        contributions__municipal="0",
    )
    secretary.sends("Save and go on")


def says_who_cares(secretary: Person) -> None:
    secretary.fills(
        upkeep__body="The committee of users",
        upkeep__money="A small sum a month from each stall",
        upkeep__needs_utility="no",
    )
    for number, seat in enumerate(SEATS):
        if secretary.page.locator(f'[name="committees-members-{number}-name"]').count() == 0:
            secretary.sends("Save and add rows")
        at = f"committees__members__{number}__"
        member = {"committee": "project", "name": f"{seat} of the path", "function": seat}
        member["sex"] = "female" if number % 2 else "male"
        secretary.fills(**{at + name: value for name, value in member.items()})
    secretary.sends("Save and go on")


def adds_a_photograph(walk: Walk, folder: Path) -> None:
    picture = folder / "path.jpg"
    Image.new("RGB", (640, 480), "navy").save(picture)
    secretary = walk.forum("forum.kpaye")
    secretary.goes(f"{walk.path}/documents")
    secretary.fills(title="The path at dusk", purpose="photograph", file=picture)
    secretary.sends("Send the file")

    secretary.sees("The path at dusk")
    secretary.goes(walk.path)
    secretary.sees("1 document.")


def finishes_it(walk: Walk) -> None:
    secretary = walk.forum("forum.kpaye")
    secretary.goes(f"{walk.path}/check")
    secretary.follows("Finish and ask for the certificate")
    secretary.sends("Finish and ask for the certificate")

    secretary.sees("It now waits for")


def finds_under_my_work(person: Person) -> None:
    """The oldest stand first, so what is new may be some pages on."""
    person.goes("/work")
    while not person.page.get_by_role("link", name=TITLE, exact=True).count():
        person.follows("More")
    person.follows(TITLE)


def chair_certifies_and_prints(walk: Walk, folder: Path) -> None:
    chair = walk.forum("chair.kpaye")
    finds_under_my_work(chair)
    chair.follows("Certify and submit")
    chair.sends("Certify and submit")
    chair.follows("Receipt of the submission, to print")

    chair.sees(walk.path.rpartition("/")[2])
    chair.sees("LRD 950,000.00")
    chair.page.emulate_media(media="print")
    expect(chair.page.locator("header")).to_be_hidden()
    assert chair.page.pdf(path=folder / "receipt.pdf").startswith(b"%PDF")


def team_returns_it(walk: Walk) -> None:
    team = walk.team()
    finds_under_my_work(team)
    team.follows("Take it on")
    team.sends("Take it on")
    team.follows("Return for corrections")
    team.fills(corrections__0__section="contributions", corrections__0__note="Ask for 900,000 only.")
    team.sends("Return for corrections")

    team.sees("returned for corrections")


def forum_mends_what_was_named(walk: Walk) -> None:
    secretary = walk.forum("forum.kpaye")
    finds_under_my_work(secretary)
    secretary.sees("Ask for 900,000 only.")
    secretary.follows("Cost and contribution")
    expect(secretary.page.locator('[name="design-design"]')).to_have_count(0)
    secretary.fills(contributions__grant="900,000.00")
    secretary.sends("Save and go on")
    secretary.goes(f"{walk.path}/check")
    secretary.follows("Finish and ask for the certificate")
    secretary.sends("Finish and ask for the certificate")


def chair_certifies_again(walk: Walk) -> None:
    chair = walk.forum("chair.kpaye")
    chair.goes(f"{walk.path}/certify")
    chair.sends("Certify and submit")

    chair.sees("submitted")


def team_sees_what_changed_and_accepts(walk: Walk) -> None:
    team = walk.team()
    finds_under_my_work(team)
    changed = team.page.locator('section[aria-labelledby="changes-heading"]')
    expect(changed).to_contain_text("LRD 950,000.00")
    expect(changed).to_contain_text("LRD 900,000.00")
    expect(changed).not_to_contain_text("Cash from the community")
    team.follows("Accept for appraisal")
    team.sends("Accept for appraisal")

    team.sees("appraisal")


def facts(served: Served) -> int:
    """How many entries the trail has."""
    with served.house.databases.read() as session:
        return session.scalars(select(func.count()).select_from(FactRow)).one()


def moves_of(served: Served, reference: str) -> list[str]:
    """The project's steps, one a fact."""
    with served.house.databases.read() as session:
        project = session.scalars(select(Project).where(Project.reference == reference)).one()
        steps = session.scalars(select(Step).where(Step.thing_id == project.id).order_by(Step.seq))
        return [step.move for step in steps]


def fsck(served: Served) -> str:
    """What `lastmile trail fsck` says of the served database."""
    asked = served.house.settings
    environment = {
        **os.environ,
        "LASTMILE_DATABASE_URL": asked.database_url,
        "LASTMILE_SECRET_KEY": "x" * 32,
        "LASTMILE_SIGNING_KEY_FILE": str(asked.signing_key_file),
    }
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", "trail", "fsck"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr

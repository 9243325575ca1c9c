"""What else happens to a bundle: it is promised within a day, and what was made is written down."""

from datetime import timedelta

from app.audit.bundles.models import Bundle
from app.audit.bundles.schemas import AskForm, Finished
from app.kernel.tx import Tx

PROMISED = timedelta(days=1)


def make_bundle(tx: Tx, form: AskForm) -> Bundle:
    """Asked for by this person; after a day without it the clock says that it failed."""
    return Bundle(title=form.purpose, asked_by=tx.actor.reference, due_at=tx.now + PROMISED)


def note_what_was_made(_tx: Tx, bundle: Bundle, form: Finished) -> None:
    """Filter, row count and hash are on the trail with this move (R72)."""
    bundle.sha256, bundle.size = form.sha256, form.size
    bundle.facts, bundle.rows, bundle.documents = form.facts, form.rows, form.documents

"""Dated, versioned policy parameters: what DOMAIN.md writes in braces, kept as rows and never as constants."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import JSON, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.kernel.db import Base, Code, Id
from app.kernel.tx import Tx


class Parameters(Base):
    """One version of one named set of parameters, for one scope, valid from a day until the next version.

    `scope` is a country's code, a call's reference, or "" for the whole installation.
    """

    __tablename__ = "kernel_parameters"
    __table_args__ = (Index("kernel_parameters_name_ix", "name", "scope", "valid_from", unique=True),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Code]
    scope: Mapped[Code]
    valid_from: Mapped[date]
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, info={"plain": True})


@dataclass(frozen=True)
class Policy:
    """The version in force: its key is what a thing keeps from its submission on (R04)."""

    version: int
    valid_from: date
    settings: Mapping[str, Any]


def in_force(session: Session, name: str, scope: str, day: date) -> Policy | None:
    """The newest version of `name` on or before `day`: the scope's own, else the installation's."""
    row = session.scalars(
        select(Parameters)
        .where(Parameters.name == name, Parameters.scope.in_({scope, ""}), Parameters.valid_from <= day)
        .order_by(Parameters.scope.desc(), Parameters.valid_from.desc())
        .limit(1)
    ).first()
    return None if row is None else _policy(row)


def all_in_force(session: Session, name: str, scopes: Iterable[str], day: date) -> dict[str, Policy]:
    """The same for many scopes in one query; a scope for which no version holds is left out."""
    wanted = sorted(set(scopes))
    rows = session.scalars(
        select(Parameters)
        .where(Parameters.name == name, Parameters.scope.in_([*wanted, ""]), Parameters.valid_from <= day)
        .order_by(Parameters.valid_from)
    )
    newest = {row.scope: row for row in rows}
    found = {scope: newest.get(scope) or newest.get("") for scope in wanted}
    return {scope: _policy(row) for scope, row in found.items() if row is not None}


def version(session: Session, number: int) -> Policy:
    """The version that a thing was submitted under."""
    return _policy(session.get_one(Parameters, number))


def _policy(row: Parameters) -> Policy:
    return Policy(row.id, row.valid_from, row.settings)


def put(tx: Tx, name: str, scope: str, valid_from: date, settings: Mapping[str, Any]) -> Parameters:
    """A new version, valid from a day on, as a fact of its own; earlier versions stay as they were."""
    row = Parameters(name=name, scope=scope, valid_from=valid_from, settings=dict(settings))
    tx.session.add(row)
    tx.tell(f"kernel.parameters.{name}", f"parameters/{name}")
    return row

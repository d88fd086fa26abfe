"""What a write is given and what each profil is answered: one module a chapter declares the mutations it covers."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tests.reading.monde import Personne
    from tests.workflows.atelier import Atelier

INTERDIT, ABSENT, INVALIDE, FAIT = "INTERDIT", "ErreurIntrouvable", "ErreurValidation", "Succes"
"""What a mutation answers: refused to the profil, as if the row did not exist, an input not one's own, done."""
METIER = "ErreurMetier"
"""A rule of the domain, met before or after the rights."""
_RANGS = itertools.count(1)


def rang() -> int:
    """A number that nobody has had."""
    return next(_RANGS)


class Cas(NamedTuple):
    """One mutation.

    `donner(monde, compte, structure, sienne=…)` writes what it acts upon and returns its variables: on one's own
    (structure A, its SDI's sector, or a file of which `parcours` is the référent), or on another's (structure B,
    another SDI, nobody's). `sien` and `autre` are what is answered then to each of the `PROFILS`.
    """

    donner: Callable[..., Awaitable[dict[str, Any]]]
    sien: tuple[str, ...]
    autre: tuple[str, ...]


async def dossier(monde: Atelier, *, sienne: bool) -> Personne:
    """A file of one's own (an open étape at A, a sector of the SDI, `parcours` its référent), or one of nobody's."""
    secteur = monde.secteurs["secteur" if sienne else "ailleurs"].id
    personne = await monde.personne(secteur_id=secteur)
    await personne.etape("a" if sienne else "b")
    if sienne:
        await personne.referent("parcours", "PARCOURS")
    return personne


DOSSIER_SIEN = (INTERDIT, FAIT, FAIT, FAIT, FAIT, FAIT, INTERDIT, INTERDIT)
"""A write of files that every profil following them may do, reception aside: on a file of one's own."""
DOSSIER_AUTRE = (INTERDIT, ABSENT, ABSENT, ABSENT, ABSENT, FAIT, INTERDIT, INTERDIT)
"""The same on a file of nobody's."""

"""Over whom a caller may act, and what is wrong with what they give: shared by the use cases of accounts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

import db
from auth.caller import Caller
from auth.gestion import Acte, Latitude, latitude
from db.enums import Profil
from resolvers.writing.errors import ChampInvalide, Interdit, Introuvable, RegleMetier
from resolvers.writing.unit import UniteDeTravail

ADRESSE = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@"
    r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
)
"""An e-mail address, in lower case (HTML, « valid e-mail address », with a dot in the domain)."""
TELEPHONE = re.compile(r"\+[1-9][0-9]{6,14}")
"""E.164."""
DE_TERRITOIRE = frozenset({Profil.SDI})
"""The profils that see nothing without a territory."""


@dataclass(frozen=True, slots=True)
class Identite:
    """Who a person is, as given."""

    nom: str
    prenom: str
    email: str
    telephone: str | None = None
    fonction: str | None = None

    def propre(self) -> Identite:
        """The same without the spaces around, the e-mail in lower case."""
        return Identite(
            self.nom.strip(),
            self.prenom.strip(),
            self.email.strip().lower(),
            (self.telephone or "").strip() or None,
            (self.fonction or "").strip() or None,
        )


def identite(commande: Any) -> Identite:
    """The identity that a command gives."""
    return Identite(commande.nom, commande.prenom, commande.email, commande.telephone, commande.fonction)


def exiger(caller: Caller, acte: Acte) -> Latitude:
    """What the caller may do of an act. Errors: Interdit when nothing."""
    found = latitude(acte, caller)
    if found is None:
        raise Interdit
    return found


async def cible(unite: UniteDeTravail, acte: Acte, collaborateur_id: int) -> db.Collaborateur:
    """The collaborateur on whom the caller may do an act, locked.

    Errors: Interdit; Introuvable when there is nobody, or nobody of the caller's; RegleMetier when they also work
    elsewhere, or are the caller.
    """
    marge = exiger(unite.caller, acte)
    who = await unite.session.scalar(
        select(db.Collaborateur).where(db.Collaborateur.id == collaborateur_id).with_for_update()
    )
    if who is None:
        raise Introuvable("Ce collaborateur")
    if marge.sa_structure:
        where = set(await structures_de(unite, who.id))
        if not where & set(unite.caller.structures) or who.profil not in marge.profils:
            raise Introuvable("Ce collaborateur")
        if not where <= set(unite.caller.structures):
            raise RegleMetier(
                "AUTRE_STRUCTURE",
                "Cette personne travaille aussi dans une autre structure : adressez-vous à un pilote.",
            )
    if who.id == unite.caller.collaborateur:
        raise RegleMetier("COMPTE_PROPRE", "On ne change pas son propre compte : adressez-vous à un pilote.")
    return who


async def structures_de(unite: UniteDeTravail, collaborateur_id: int) -> list[int]:
    """The ids of the structures where somebody works."""
    lien = db.collaborateur_structure.c
    found = select(lien.structure_id).where(lien.collaborateur_id == collaborateur_id).order_by(lien.structure_id)
    return list(await unite.session.scalars(found))


async def territoires_de(unite: UniteDeTravail, collaborateur_id: int) -> list[int]:
    """The ids of the territoires that somebody is in charge of."""
    lien = db.collaborateur_territoire.c
    found = select(lien.territoire_id).where(lien.collaborateur_id == collaborateur_id).order_by(lien.territoire_id)
    return list(await unite.session.scalars(found))


async def fautes_identite(unite: UniteDeTravail, who: Identite, connu: int | None = None) -> list[ChampInvalide]:
    """What is wrong with an identity, the e-mail of somebody else than the collaborateur `connu` included."""
    faults = [
        ChampInvalide(f"commande.{champ}", "Donnez ce nom, en 100 caractères au plus.", "TROP_LONG")
        for champ, valeur in (("nom", who.nom), ("prenom", who.prenom))
        if not 0 < len(valeur) <= 100 or not valeur.isprintable()
    ]
    if len(who.email) > 254 or not ADRESSE.fullmatch(who.email):
        faults.append(ChampInvalide("commande.email", "Donnez une adresse e-mail, par exemple « nom@structure.fr »."))
    elif await unite.session.scalar(
        select(db.Collaborateur.id).where(
            db.Collaborateur.email == who.email, db.Collaborateur.id.is_distinct_from(connu)
        )
    ):
        faults.append(
            ChampInvalide("commande.email", "Cette adresse est déjà celle d'un collaborateur.", "DEJA_UTILISE")
        )
    if who.telephone is not None and not TELEPHONE.fullmatch(who.telephone):
        faults.append(ChampInvalide("commande.telephone", "Donnez un numéro au format international : +33467000000."))
    if who.fonction is not None and (len(who.fonction) > 200 or not who.fonction.isprintable()):
        faults.append(ChampInvalide("commande.fonction", "Donnez une fonction de 200 caractères au plus.", "TROP_LONG"))
    return faults


async def fautes_affectation(
    unite: UniteDeTravail,
    marge: Latitude,
    profil: Profil,
    structures: tuple[int, ...],
    territoires: tuple[int, ...],
) -> list[ChampInvalide]:
    """What is wrong with a profil, structures and territoires that the caller gives to somebody."""
    faults = []
    if profil not in marge.profils:
        given = ", ".join(sorted(marge.profils))
        faults.append(ChampInvalide("commande.profil", f"Vous donnez l'un de ces profils : {given}.", "NON_PERMIS"))
    if not structures:
        faults.append(ChampInvalide("commande.structures", "Donnez au moins une structure.", "REQUIS"))
    known = set(await unite.session.scalars(select(db.Structure.id).where(db.Structure.id.in_(structures))))
    mine = known & set(unite.caller.structures) if marge.sa_structure else known
    faults += _inconnus("structures", structures, mine, "Cette structure n'existe pas, ou n'est pas la vôtre.")
    places = set(await unite.session.scalars(select(db.Territoire.id).where(db.Territoire.id.in_(territoires))))
    if marge.sa_structure and territoires:
        faults.append(ChampInvalide("commande.territoires", "Seul un pilote donne des territoires.", "NON_PERMIS"))
    else:
        faults += _inconnus("territoires", territoires, places, "Ce territoire n'existe pas.")
    if profil in DE_TERRITOIRE and not territoires:
        faults.append(
            ChampInvalide("commande.territoires", "Ce profil ne voit rien sans territoire : donnez-en un.", "REQUIS")
        )
    return faults


def _inconnus(champ: str, given: Iterable[int], known: set[int], message: str) -> list[ChampInvalide]:
    return [
        ChampInvalide(f"commande.{champ}.{rang}", message, "INCONNU")
        for rang, id_ in enumerate(given)
        if id_ not in known
    ]

"""Other people's accounts: inviting, inviting again, changing rights, closing (guide §1 and §11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

import db
from auth.gestion import Acte, Latitude
from auth.versions import bump_rights, spend_links
from db.enums import ActionJournal, ModeleCourriel, Profil
from resolvers.courrier.envoi import deposit
from resolvers.workflows.errors import ChampInvalide, Conflit, RegleMetier, Validation
from resolvers.workflows.journal import difference, journaliser
from resolvers.workflows.ressort import (
    Identite,
    cible,
    exiger,
    fautes_affectation,
    fautes_identite,
    structures_de,
    territoires_de,
)
from resolvers.workflows.unit import UniteDeTravail


@dataclass(frozen=True, slots=True)
class InviterCollaborateur:
    """A new collaborateur; `structures` and `territoires` are ids."""

    identite: Identite
    profil: Profil
    structures: tuple[int, ...]
    territoires: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class RenvoyerInvitation:
    """Another link, when the first has expired."""

    collaborateur: int


@dataclass(frozen=True, slots=True)
class DesactiverCollaborateur:
    """The account of somebody who leaves. `version` is the one read, if the caller wants it checked."""

    collaborateur: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class ModifierCollaborateur:
    """Other rights for a collaborateur: what is None stays as it is."""

    collaborateur: int
    version: int
    profil: Profil | None = None
    structures: tuple[int, ...] | None = None
    territoires: tuple[int, ...] | None = None
    export_autorise: bool | None = None


async def inviter_collaborateur(unite: UniteDeTravail, commande: InviterCollaborateur) -> int:
    """Opens an account and sends its invitation. Returns the collaborateur's id. Errors: Interdit, Validation."""
    return await ouvrir(unite, exiger(unite.caller, Acte.INVITER), commande)


async def ouvrir(unite: UniteDeTravail, marge: Latitude, commande: InviterCollaborateur) -> int:
    """The account itself, within a latitude. Errors: Validation."""
    session, who = unite.session, commande.identite.propre()
    faults = await fautes_identite(unite, who)
    faults += await fautes_affectation(unite, marge, commande.profil, commande.structures, commande.territoires)
    if faults:
        raise Validation(*faults)
    structures, territoires = sorted(set(commande.structures)), sorted(set(commande.territoires))
    values = {
        "nom": who.nom,
        "prenom": who.prenom,
        "email": who.email,
        "telephone": who.telephone,
        "fonction": who.fonction,
        "profil": commande.profil,
    }
    created = upsert(db.Collaborateur).values(values).on_conflict_do_nothing().returning(db.Collaborateur.id)
    id_: int | None = await session.scalar(created)
    if id_ is None:
        message = "Cette adresse est déjà celle d'un collaborateur."
        raise Validation(ChampInvalide("commande.email", message, "DEJA_UTILISE"))
    session.add(db.Compte(collaborateur_id=id_))
    await _affecter(unite, id_, structures, territoires)
    deposit(session, ModeleCourriel.INVITATION, id_, unite.maintenant)
    apres = {**values, "structures": structures, "territoires": territoires}
    journaliser(unite, ActionJournal.CREATION, "Collaborateur", id_, difference({}, apres))
    return id_


async def renvoyer_invitation(unite: UniteDeTravail, commande: RenvoyerInvitation) -> int:
    """Sends a new invitation; the links sent before no longer serve. Returns the collaborateur's id.

    Errors: Interdit, Introuvable, RegleMetier when the account is open already, or closed.
    """
    who = await cible(unite, Acte.RENVOYER, commande.collaborateur)
    if not who.actif:
        raise RegleMetier("COMPTE_DESACTIVE", "Ce compte est désactivé.")
    await unite.session.execute(upsert(db.Compte).values(collaborateur_id=who.id).on_conflict_do_nothing())
    password = await unite.session.scalar(select(db.Compte.mot_de_passe).where(db.Compte.collaborateur_id == who.id))
    if password is not None:
        raise RegleMetier(
            "COMPTE_DEJA_ACTIVE", "Ce compte est déjà activé : la personne peut utiliser « Mot de passe oublié »."
        )
    await spend_links(unite.session, who.id, unite.maintenant)
    deposit(unite.session, ModeleCourriel.INVITATION, who.id, unite.maintenant)
    journaliser(unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, {"invitation": {"apres": "renvoyée"}})
    return who.id


async def desactiver_collaborateur(unite: UniteDeTravail, commande: DesactiverCollaborateur) -> int:
    """Closes an account: no token, session or link of it holds any more. Returns the collaborateur's id.

    Errors: Interdit, Introuvable, Conflit, RegleMetier for the last pilote.
    """
    who = await cible(unite, Acte.DESACTIVER, commande.collaborateur)
    _verifier(who, commande.version)
    if not who.actif:
        return who.id
    if who.profil is Profil.PILOTE:
        await _garder_un_pilote(unite)
    _toucher(unite, who, actif=False)
    await bump_rights(unite.session, who.id)
    await spend_links(unite.session, who.id, unite.maintenant)
    journaliser(
        unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, difference({"actif": True}, {"actif": False})
    )
    return who.id


async def modifier_collaborateur(unite: UniteDeTravail, commande: ModifierCollaborateur) -> int:
    """Gives a collaborateur other rights; their tokens no longer hold. Returns their id.

    Errors: Interdit, Introuvable, Conflit, Validation.
    """
    marge = exiger(unite.caller, Acte.MODIFIER)
    who = await cible(unite, Acte.MODIFIER, commande.collaborateur)
    _verifier(who, commande.version)
    avant: dict[str, Any] = {
        "profil": who.profil,
        "structures": await structures_de(unite, who.id),
        "territoires": await territoires_de(unite, who.id),
        "exportAutorise": who.export_autorise,
    }
    profil = commande.profil or who.profil
    structures = tuple(avant["structures"]) if commande.structures is None else commande.structures
    territoires = tuple(avant["territoires"]) if commande.territoires is None else commande.territoires
    faults = await fautes_affectation(unite, marge, profil, structures, territoires)
    if faults:
        raise Validation(*faults)
    export = who.export_autorise if commande.export_autorise is None else commande.export_autorise
    apres: dict[str, Any] = {
        "profil": profil,
        "structures": sorted(set(structures)),
        "territoires": sorted(set(territoires)),
        "exportAutorise": export,
    }
    changed = difference(avant, apres)
    if not changed:
        return who.id
    _toucher(unite, who, profil=profil, export_autorise=export)
    await _affecter(unite, who.id, apres["structures"], apres["territoires"])
    await bump_rights(unite.session, who.id)
    journaliser(unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, changed)
    return who.id


def _verifier(who: db.Collaborateur, version: int | None) -> None:
    if version is not None and who.version != version:
        raise Conflit("VERSION_PERIMEE", "Ce collaborateur a été modifié entre-temps : relisez-le.")


def _toucher(unite: UniteDeTravail, who: db.Collaborateur, **values: Any) -> None:
    for name, value in values.items():
        setattr(who, name, value)
    who.version += 1
    who.modifie_le = unite.maintenant


async def _affecter(unite: UniteDeTravail, id_: int, structures: list[int], territoires: list[int]) -> None:
    for table, column, ids in (
        (db.collaborateur_structure, "structure_id", structures),
        (db.collaborateur_territoire, "territoire_id", territoires),
    ):
        await unite.session.execute(delete(table).where(table.c.collaborateur_id == id_))
        if ids:
            await unite.session.execute(insert(table), [{"collaborateur_id": id_, column: other} for other in ids])


async def _garder_un_pilote(unite: UniteDeTravail) -> None:
    """Somebody must be left to give rights. Two at once cannot each leave the other as the last."""
    who = db.Collaborateur
    pilotes = select(who.id).where(who.profil == Profil.PILOTE, who.actif).order_by(who.id).with_for_update()
    locked = (await unite.session.scalars(pilotes)).all()
    if len(locked) < 2:
        raise RegleMetier("DERNIER_PILOTE", "C'est le dernier pilote : nommez-en un autre d'abord.")

"""Other people's accounts: inviting, inviting again, changing rights, closing (guide §1 and §11)."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Annotated, Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

import db
from auth.gestion import Acte, Latitude
from auth.versions import bump_rights, spend_links
from db.enums import ActionJournal, ModeleCourriel, Profil
from resolvers.courrier.envoi import deposit
from resolvers.workflows.ressort import (
    Identite,
    cible,
    exiger,
    fautes_affectation,
    fautes_identite,
    identite,
    structures_de,
    territoires_de,
)
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    IdCollaborateur,
    IdStructure,
    IdTerritoire,
    Longueur,
    commande,
    resultat,
)
from resolvers.writing.errors import ChampInvalide, Conflit, RegleMetier, Validation
from resolvers.writing.journal import difference, journaliser
from resolvers.writing.unit import UniteDeTravail

T = TypeVar("T")
Adresse = Annotated[str, Longueur(254)]
PERIME = "!"
"""Stands for a password that must be chosen again: it is the hash of none."""


@commande
class InviterCollaborateur:
    """A new collaborateur."""

    nom: str
    prenom: str
    email: Adresse
    telephone: str | None = None
    fonction: str | None = None
    profil: Profil
    structures: tuple[IdStructure, ...]
    territoires: tuple[IdTerritoire, ...] = ()


@commande
class RenvoyerInvitation:
    """Another link, when the first has expired."""

    collaborateur: IdCollaborateur


@commande
class DesactiverCollaborateur:
    """The account of somebody who leaves. `version` is the one read, if the caller wants it checked."""

    collaborateur: IdCollaborateur
    version: int | None = None


@commande
class ReactiverCollaborateur:
    """An account that was closed. `version` is the one read, if the caller wants it checked."""

    collaborateur: IdCollaborateur
    version: int | None = None


@commande
class ModifierCollaborateur:
    """Another identity or other rights for a collaborateur."""

    collaborateur: IdCollaborateur
    version: int
    nom: str | Absent = ABSENT
    prenom: str | Absent = ABSENT
    email: Adresse | Absent = ABSENT
    telephone: str | Absent | None = ABSENT
    fonction: str | Absent | None = ABSENT
    profil: Profil | Absent = ABSENT
    structures: tuple[IdStructure, ...] | Absent = ABSENT
    territoires: tuple[IdTerritoire, ...] | Absent = ABSENT
    export_autorise: bool | Absent = ABSENT


@resultat
class CollaborateurEcrit:
    """The collaborateur."""

    collaborateur: IdCollaborateur


async def inviter_collaborateur(unite: UniteDeTravail, commande: InviterCollaborateur) -> CollaborateurEcrit:
    """Opens an account and sends its invitation. Errors: Interdit, Validation."""
    return CollaborateurEcrit(collaborateur=await ouvrir(unite, exiger(unite.caller, Acte.INVITER), commande))


async def ouvrir(unite: UniteDeTravail, marge: Latitude, commande: InviterCollaborateur) -> int:
    """The account itself, within a latitude. Errors: Validation."""
    session, who = unite.session, identite(commande).propre()
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
    journaliser(unite, ActionJournal.CREATION, "Collaborateur", id_, _references(difference({}, apres)))
    return id_


async def renvoyer_invitation(unite: UniteDeTravail, commande: RenvoyerInvitation) -> CollaborateurEcrit:
    """Sends a new invitation; the links sent before no longer serve.

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
    return CollaborateurEcrit(collaborateur=who.id)


async def desactiver_collaborateur(unite: UniteDeTravail, commande: DesactiverCollaborateur) -> CollaborateurEcrit:
    """Closes an account: no token, session or link of it holds any more.

    Errors: Interdit, Introuvable, Conflit, RegleMetier for the last pilote.
    """
    who = await cible(unite, Acte.DESACTIVER, commande.collaborateur)
    _verifier(who, commande.version)
    if not who.actif:
        return CollaborateurEcrit(collaborateur=who.id)
    if who.profil is Profil.PILOTE:
        await _garder_un_pilote(unite)
    _toucher(unite, who, actif=False)
    await bump_rights(unite.session, who.id)
    await spend_links(unite.session, who.id, unite.maintenant)
    journaliser(
        unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, difference({"actif": True}, {"actif": False})
    )
    return CollaborateurEcrit(collaborateur=who.id)


async def reactiver_collaborateur(unite: UniteDeTravail, commande: ReactiverCollaborateur) -> CollaborateurEcrit:
    """Opens a closed account again.

    Whoever had never activated it is invited again; others choose a new password, the old one may be why it was closed.
    Errors: Interdit, Introuvable, Conflit.
    """
    who = await cible(unite, Acte.REACTIVER, commande.collaborateur)
    _verifier(who, commande.version)
    if who.actif:
        return CollaborateurEcrit(collaborateur=who.id)
    _toucher(unite, who, actif=True)
    await bump_rights(unite.session, who.id)
    await spend_links(unite.session, who.id, unite.maintenant)
    oublie = update(db.Compte).where(db.Compte.collaborateur_id == who.id, db.Compte.mot_de_passe.is_not(None))
    connu = await unite.session.scalar(oublie.values(mot_de_passe=PERIME).returning(db.Compte.collaborateur_id))
    modele = ModeleCourriel.INVITATION if connu is None else ModeleCourriel.COMPTE_REACTIVE
    deposit(unite.session, modele, who.id, unite.maintenant)
    journaliser(
        unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, difference({"actif": False}, {"actif": True})
    )
    return CollaborateurEcrit(collaborateur=who.id)


async def modifier_collaborateur(unite: UniteDeTravail, commande: ModifierCollaborateur) -> CollaborateurEcrit:
    """Gives a collaborateur another identity or other rights.

    With other rights or another e-mail, their tokens no longer hold.
    Errors: Interdit, Introuvable, Conflit, Validation.
    """
    marge = exiger(unite.caller, Acte.MODIFIER)
    who = await cible(unite, Acte.MODIFIER, commande.collaborateur)
    _verifier(who, commande.version)
    avant = {**_identite(who), **await _droits(unite, who)}
    nouveau = Identite(
        _sinon(commande.nom, who.nom),
        _sinon(commande.prenom, who.prenom),
        _sinon(commande.email, who.email),
        _sinon(commande.telephone, who.telephone),
        _sinon(commande.fonction, who.fonction),
    ).propre()
    profil = _sinon(commande.profil, who.profil)
    structures = tuple(_sinon(commande.structures, avant["structures"]))
    territoires = tuple(_sinon(commande.territoires, avant["territoires"]))
    faults = await fautes_identite(unite, nouveau, who.id)
    faults += await fautes_affectation(unite, marge, profil, structures, territoires)
    if faults:
        raise Validation(*faults)
    identite = asdict(nouveau)
    apres: dict[str, Any] = {
        **identite,
        "profil": profil,
        "structures": sorted(set(structures)),
        "territoires": sorted(set(territoires)),
        "exportAutorise": _sinon(commande.export_autorise, who.export_autorise),
    }
    changed = difference(avant, apres)
    if not changed:
        return CollaborateurEcrit(collaborateur=who.id)
    if "email" in changed:
        await _prevenir(unite, who, nouveau.email)
    _toucher(unite, who, **identite, profil=profil, export_autorise=apres["exportAutorise"])
    if changed.keys() & {"structures", "territoires"}:
        await _affecter(unite, who.id, apres["structures"], apres["territoires"])
    if changed.keys() - {"nom", "prenom", "telephone", "fonction"}:
        await bump_rights(unite.session, who.id)
    journaliser(unite, ActionJournal.MODIFICATION, "Collaborateur", who.id, _references(changed))
    return CollaborateurEcrit(collaborateur=who.id)


def _references(changed: dict[str, Any]) -> dict[str, Any]:
    """The diff, whose structures and territoires are told by their global ids."""
    types = {"structures": "Structure", "territoires": "Territoire"}
    return {
        champ: {quand: ids and [f"{types[champ]}:{id_}" for id_ in ids] for quand, ids in valeurs.items()}
        if champ in types
        else valeurs
        for champ, valeurs in changed.items()
    }


def _identite(who: db.Collaborateur) -> dict[str, Any]:
    return {champ.name: getattr(who, champ.name) for champ in fields(Identite)}


async def _droits(unite: UniteDeTravail, who: db.Collaborateur) -> dict[str, Any]:
    return {
        "profil": who.profil,
        "structures": await structures_de(unite, who.id),
        "territoires": await territoires_de(unite, who.id),
        "exportAutorise": who.export_autorise,
    }


def _sinon(donne: T | Absent, actuel: T) -> T:
    return actuel if donne is ABSENT else donne


async def _prevenir(unite: UniteDeTravail, who: db.Collaborateur, nouvelle: str) -> None:
    """Both addresses are told of the change; links sent to the old one no longer serve."""
    session, quand = unite.session, unite.maintenant
    await spend_links(session, who.id, quand)
    for adresse in (who.email, nouvelle):
        deposit(
            session,
            ModeleCourriel.ADRESSE_MODIFIEE,
            who.id,
            quand,
            ancienne=who.email,
            nouvelle=nouvelle,
            destinataire=adresse,
        )
    password = select(db.Compte.mot_de_passe).where(db.Compte.collaborateur_id == who.id)
    if who.actif and await session.scalar(password) is None:
        deposit(session, ModeleCourriel.INVITATION, who.id, quand)


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

"""One's own account: activating it, choosing another password (guide §1)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import case, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

import db
from auth.links import LienExpire, LienRefuse, LienUtilise, use_link
from auth.passwords import hash_password, weaknesses
from auth.versions import bump_rights
from db.enums import ActionJournal, ModeleCourriel, UsageLien
from resolvers.courrier.envoi import deposit
from resolvers.writing.errors import ChampInvalide, LienSansEffet, Validation
from resolvers.writing.journal import journaliser
from resolvers.writing.unit import UniteDeTravail


@dataclass(frozen=True, slots=True)
class ChoisirMotDePasse:
    """A password, chosen by whoever holds the link."""

    jeton: str = field(repr=False)
    mot_de_passe: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DemanderReinitialisation:
    """« Mot de passe oublié »."""

    identifiant: str


async def activer_compte(unite: UniteDeTravail, commande: ChoisirMotDePasse) -> str:
    """Opens the account of an invitation with the person's own password. Returns the identifiant.

    Errors: LienSansEffet when the link opens nothing, Validation when the password is weak.
    """
    return (await _choisir(unite, commande, UsageLien.ACTIVATION)).email


async def definir_mot_de_passe(unite: UniteDeTravail, commande: ChoisirMotDePasse) -> str:
    """Gives an account another password, closes its sessions, and tells its owner. Returns the identifiant.

    Errors: LienSansEffet when the link opens nothing, Validation when the password is weak.
    """
    who = await _choisir(unite, commande, UsageLien.REINITIALISATION)
    deposit(unite.session, ModeleCourriel.MOT_DE_PASSE_MODIFIE, who.id, unite.maintenant)
    return who.email


async def demander_reinitialisation(unite: UniteDeTravail, commande: DemanderReinitialisation) -> None:
    """Sends a link to the owner of an account; another invitation if it was never activated.

    Known and unknown identifiants go through the same statement, which writes a mail or none.
    """
    accounts, who, mails = db.Compte, db.Collaborateur, db.Courriel
    modele = case(
        (accounts.mot_de_passe.is_(None), ModeleCourriel.INVITATION.value),
        else_=ModeleCourriel.REINITIALISATION.value,
    )
    found = (
        select(who.id, modele, literal({}, JSONB), literal(unite.maintenant), literal(unite.maintenant))
        .join(accounts, accounts.collaborateur_id == who.id)
        .where(who.email == commande.identifiant.strip().lower(), who.actif)
    )
    columns = [mails.collaborateur_id, mails.modele, mails.donnees, mails.cree_le, mails.prochain_essai]
    await unite.session.execute(insert(mails).from_select(columns, found))


async def _choisir(unite: UniteDeTravail, commande: ChoisirMotDePasse, usage: UsageLien) -> db.Collaborateur:
    session, now = unite.session, unite.maintenant
    try:
        who = await use_link(session, commande.jeton, usage, now)
    except LienRefuse as refused:
        raise _refus(refused, usage) from None
    faults = await weaknesses(commande.mot_de_passe, who.prenom, who.nom, who.email)
    if faults:
        raise Validation(*(ChampInvalide("motDePasse", fault.message, fault.code) for fault in faults))
    await bump_rights(session, who.id)
    hashed = await hash_password(commande.mot_de_passe)
    await session.execute(update(db.Compte).where(db.Compte.collaborateur_id == who.id).values(mot_de_passe=hashed))
    action = ActionJournal.CREATION if usage is UsageLien.ACTIVATION else ActionJournal.MODIFICATION
    journaliser(unite, action, "Compte", who.id)
    return who


def _refus(refused: LienRefuse, usage: UsageLien) -> LienSansEffet:
    again = {
        UsageLien.ACTIVATION: "demandez une nouvelle invitation à votre responsable ou à l'assistance, ou utilisez "
        "« Mot de passe oublié »",
        UsageLien.REINITIALISATION: "utilisez de nouveau « Mot de passe oublié »",
    }[usage]
    match refused:
        case LienExpire():
            message = f"Ce lien a expiré, il n'était valable que 24 heures : {again}."
            return LienSansEffet("LIEN_EXPIRE", message, refused.qui)
        case LienUtilise():
            message = f"Ce lien a déjà servi, ou un autre l'a remplacé : {again}."
            return LienSansEffet("LIEN_DEJA_UTILISE", message, refused.qui)
    return LienSansEffet("LIEN_INVALIDE", f"Ce lien n'est pas valable : {again}.", refused.qui)

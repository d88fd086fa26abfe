"""Writing rows of a file: the file locked first, rights before and after, the version, the journal.

Every use case locks the file before anything of it, so that no two of them wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, delete, select

import db
from auth.policy import TABLE
from auth.rules import groupe_decisif
from db.enums import ActionJournal
from resolvers.workflows.commandes import Fautes, chemin_graphql, codes
from resolvers.workflows.errors import Conflit, Interdit, Introuvable, RegleMetier
from resolvers.workflows.journal import changements, etat_final, noter, pour_journal
from resolvers.workflows.rights import exiger_dossier, exiger_profil, groupes_permis, lignes_permises
from resolvers.workflows.unit import UniteDeTravail

E = TypeVar("E", bound=db.Entite)


async def verrouiller(unite: UniteDeTravail, *dossiers: int) -> None:
    """Locks files until the end of the transaction, in the order of their ids. Errors: Introuvable."""
    found = await unite.session.scalars(_DOSSIERS, {"dossiers": sorted(set(dossiers))})
    if len(found.all()) != len(set(dossiers)):
        raise Introuvable("Ce dossier")


async def ouvrir(unite: UniteDeTravail, dossier: int, modele: type[db.Entite], groupe: str = "ligne") -> None:
    """Locks a file to which a row of `modele` is to be added.

    Errors: Interdit; Introuvable when the caller may add none to it.
    """
    exiger_profil(unite, modele, groupe)
    await verrouiller(unite, dossier)
    await exiger_dossier(unite, modele, dossier, groupe)


async def reprendre(
    unite: UniteDeTravail, modele: type[E], id_: int, version: int | None, groupe: str = "ligne", *, quoi: str = ""
) -> E:
    """A row to change, its file locked; `version` is the one the caller has read (None: they need not have read it).

    Errors: Interdit; Introuvable when the caller may not write it; Conflit when it has changed since.
    """
    profil = exiger_profil(unite, modele, groupe)
    if await unite.session.scalar(_dossier_de(modele), {"ligne": id_}) is None:
        raise Introuvable(*filter(None, [quoi]))
    requete = lignes_permises(modele, profil, groupe)
    objet: E | None = await unite.session.scalar(requete, unite.viewpoint.binds() | {"ligne": id_})
    if objet is None:
        raise Introuvable(*filter(None, [quoi]))
    if version is not None and objet.version != version:
        raise Conflit("VERSION_PERIMEE", "Cet objet a été modifié entre-temps : relisez-le, puis recommencez.")
    return objet


async def creer(unite: UniteDeTravail, objet: db.Entite, **parties: Any) -> None:
    """Adds a row, told in the journal with its `parties` (collections, by attribute). Errors: as `enregistrer`."""
    objet.cree_le = objet.modifie_le = unite.maintenant
    objet.version = 1
    diff = changements(objet) | {nom: {"avant": None, "apres": valeur} for nom, valeur in parties.items() if valeur}
    unite.session.add(objet)
    await unite.session.flush()
    await _exiger_groupes(unite, objet, diff)
    noter(unite, ActionJournal.CREATION, objet, pour_journal(diff))


async def enregistrer(
    unite: UniteDeTravail, objet: db.Entite, *, groupe: str = "ligne", cede: bool = False, **parties: tuple[Any, Any]
) -> bool:
    """Writes what changed of a row, and tells it; False when nothing did.

    `parties` are the collections that changed with it, by attribute: what they were, what they are. `groupe` is the
    right under which the row was taken again. `cede`: the change may close the row to the caller, who refuses a
    proposal or hands a file over. Errors: Interdit when the profil may write none of the groups that changed;
    Introuvable when the row would no longer be the caller's; RegleMetier when a group of it is not.
    """
    diff = changements(objet)
    diff |= {nom: {"avant": avant, "apres": apres} for nom, (avant, apres) in parties.items() if avant != apres}
    if not diff:
        return False
    await _exiger_groupes(unite, objet, diff, groupe, avant=True)
    objet.version += 1
    objet.modifie_le = unite.maintenant
    await unite.session.flush()
    if not cede:
        await _exiger_groupes(unite, objet, diff, groupe)
    noter(unite, ActionJournal.MODIFICATION, objet, pour_journal(diff))
    return True


def d_office(unite: UniteDeTravail, objet: db.Entite, **parties: tuple[Any, Any]) -> None:
    """Marks what changed of a row in consequence of a use case; the next flush writes it with those of its kind.

    The product draws the consequence: the caller's right on this row is not asked, and the journal tells the act as
    theirs. `parties` as in `enregistrer`.
    """
    diff = changements(objet)
    diff |= {nom: {"avant": avant, "apres": apres} for nom, (avant, apres) in parties.items() if avant != apres}
    if diff:
        objet.version += 1
        objet.modifie_le = unite.maintenant
        noter(unite, ActionJournal.MODIFICATION, objet, pour_journal(diff))


async def supprimer(unite: UniteDeTravail, objet: db.Entite, **parties: Any) -> None:
    """Deletes a row, told in the journal with all it held. Nothing may hang on it any more."""
    diff = etat_final(objet) | {nom: {"avant": valeur, "apres": None} for nom, valeur in parties.items() if valeur}
    noter(unite, ActionJournal.SUPPRESSION, objet, pour_journal(diff))
    await unite.session.flush()
    # Not by the session, which would first empty the references of whatever hangs on the row instead of failing.
    modele = type(objet)
    await unite.session.execute(
        delete(modele).where(modele.id == objet.id).execution_options(synchronize_session=False)
    )
    unite.session.expunge(objet)


async def verifier_listes(unite: UniteDeTravail, commande: Any, fautes: Fautes) -> None:
    """Notes each value of a command that its list does not hold, or no longer offers."""
    donnes = list(codes(commande))
    if not donnes:
        return
    noms = {nom for _, nom, _ in donnes}
    valeurs = db.Valeur
    offertes = select(valeurs.id).where(valeurs.liste.in_(noms), valeurs.actif).order_by(valeurs.liste, valeurs.rang)
    connues = (await unite.session.scalars(offertes)).all()
    for chemin, nom, cle in donnes:
        if cle not in connues:
            possibles = ", ".join(une.removeprefix(f"{nom}:") for une in connues if une.startswith(f"{nom}:"))
            fautes.ajouter(chemin, f"Valeur inconnue ; valeurs possibles : {possibles}.", "INCONNU")


async def _exiger_groupes(
    unite: UniteDeTravail, objet: db.Entite, diff: Iterable[str], ligne: str = "ligne", *, avant: bool = False
) -> None:
    """The row's right on `ligne`, the group that it was taken under, and on each group of what changed.

    `avant`: the row is still as it was taken, under a right that was checked then.
    """
    modele, profil = type(objet), unite.caller.profil
    assert profil is not None
    par_groupe: dict[str, list[str]] = {ligne: []}
    for attribut in diff:
        par_groupe.setdefault(groupe_decisif(modele, attribut, profil), []).append(attribut)
    if avant:
        del par_groupe[ligne]
    if not par_groupe:
        return
    for groupe, attributs in par_groupe.items():
        if not TABLE[modele].groupes[groupe][profil].ecriture:
            raise Interdit(f"Votre profil ne permet pas de modifier : {_noms(attributs)}.")
    permis = await groupes_permis(unite, modele, objet.id, profil, par_groupe)
    if not permis.pop(ligne, True):
        raise Introuvable
    refuses = [attribut for groupe, oui in permis.items() if not oui for attribut in par_groupe[groupe]]
    if refuses:
        raise RegleMetier("CHAMP_RESERVE", f"Vous ne pouvez pas modifier ici : {_noms(refuses)}.")


def _noms(attributs: Iterable[str]) -> str:
    return ", ".join(chemin_graphql(attribut) for attribut in attributs)


_DOSSIERS = (
    select(db.Beneficiaire.id)
    .where(db.Beneficiaire.id.in_(bindparam("dossiers", expanding=True)))
    .order_by(db.Beneficiaire.id)
    .with_for_update(key_share=True)
)


@cache
def _dossier_de(modele: type[db.Entite]) -> Select[Any]:
    """The file of the row of id `:ligne`, locked."""
    ligne, dossier = db.Beneficiaire, TABLE[modele].dossier
    assert dossier is not None
    if modele is db.Beneficiaire:
        return select(ligne.id).where(ligne.id == bindparam("ligne")).with_for_update(key_share=True)
    return (
        select(ligne.id)
        .join(modele, getattr(modele, dossier) == ligne.id)
        .where(modele.id == bindparam("ligne"))
        .with_for_update(key_share=True, of=ligne)
    )

"""Writing rows of a file: the file locked first, rights before and after, the version, the journal.

Every use case locks the file before anything of it, so that no two of them wait for each other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Integer, Text, any_, bindparam, delete, select

import db
from auth.naming import api_name
from auth.policy import TABLE
from auth.rules import groupe_decisif
from db.enums import ActionJournal, Profil
from resolvers.writing.commandes import Fautes, codes
from resolvers.writing.errors import Interdit, Introuvable, RegleMetier, perime
from resolvers.writing.journal import changements, etat_final, noter, pour_journal
from resolvers.writing.mise_a_jour import mettre_a_jour
from resolvers.writing.ordres import Ordre
from resolvers.writing.rights import exiger_dossier, exiger_profil, groupes_permis, lignes_permises
from resolvers.writing.unit import UniteDeTravail

E = TypeVar("E", bound=db.Entite)
Diff = dict[str, dict[str, Any]]


async def verrouiller(unite: UniteDeTravail, *dossiers: int) -> None:
    """Locks files until the end of the transaction, in the order of their ids. Errors: Introuvable."""
    if await verrouiller_connus(unite, dossiers) != set(dossiers):
        raise Introuvable("Ce dossier")


async def verrouiller_connus(unite: UniteDeTravail, dossiers: Iterable[int]) -> set[int]:
    """The same for those of the files that exist, whose ids it returns."""
    return {ligne[0] for ligne in await unite.lignes(_DOSSIERS, dossiers=list(set(dossiers)))}


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
    if not await unite.lignes(_dossier_de(modele), ligne=id_):
        raise Introuvable(*filter(None, [quoi]))
    requete = lignes_permises(modele, profil, groupe)
    objet: E | None = await unite.session.scalar(requete, unite.liees | {"ligne": id_})
    if objet is None:
        raise Introuvable(*filter(None, [quoi]))
    if version is not None and objet.version != version:
        raise perime()
    return objet


async def creer(unite: UniteDeTravail, objet: db.Entite, **parties: Any) -> None:
    """Adds a row, told in the journal with its `parties` (collections, by attribute). Errors: as `enregistrer`."""
    await _creer(unite, [objet], [parties])


async def creer_tous(unite: UniteDeTravail, objets: Sequence[db.Entite], **parties: Sequence[Any]) -> None:
    """Adds rows of one model, in as many statements as for one; `parties` are the collections of each, by attribute.

    Errors: as `enregistrer`.
    """
    chacune: list[dict[str, Any]] = [
        {nom: toutes[rang] for nom, toutes in parties.items()} for rang in range(len(objets))
    ]
    await _creer(unite, objets, chacune)


async def _creer(unite: UniteDeTravail, objets: Sequence[db.Entite], parties: Sequence[dict[str, Any]]) -> None:
    ecrits = [
        (objet, diff | {nom: {"avant": None, "apres": valeur} for nom, valeur in siennes.items() if valeur})
        for (objet, diff), siennes in zip(await _ajouter(unite, objets), parties, strict=True)
    ]
    await _exiger_groupes(unite, ecrits)
    for objet, diff in ecrits:
        noter(unite, ActionJournal.CREATION, objet, pour_journal(diff))


async def _ajouter(unite: UniteDeTravail, objets: Sequence[db.Entite]) -> list[tuple[db.Entite, Diff]]:
    ecrits = []
    for objet in objets:
        objet.cree_le = objet.modifie_le = unite.maintenant
        objet.version = 1
        ecrits.append((objet, changements(objet)))
    unite.session.add_all(objets)
    await unite.session.flush()
    return ecrits


async def creer_ensemble(unite: UniteDeTravail, *objets: db.Entite) -> None:
    """Adds rows of which one opens the file to the others: rights are looked at once all are there. Errors: as
    `enregistrer`."""
    ecrits = await _ajouter(unite, objets)
    for objet, diff in ecrits:
        await _exiger_groupes(unite, [(objet, diff)])
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
    return bool(await _enregistrer(unite, [objet], _changees(parties), groupe, cede=cede))


async def enregistrer_tous(unite: UniteDeTravail, objets: Sequence[db.Entite]) -> int:
    """Writes what changed of rows of one model that bear no other change than theirs, and tells it; returns how many
    did. Errors: as `enregistrer`."""
    return await _enregistrer(unite, objets, {}, "ligne", cede=False)


async def _enregistrer(
    unite: UniteDeTravail, objets: Sequence[db.Entite], parties: Diff, groupe: str, *, cede: bool
) -> int:
    ecrits = [(objet, diff) for objet in objets if (diff := changements(objet) | parties)]
    await _exiger_groupes(unite, ecrits, groupe, avant=True)
    for objet, _ in ecrits:
        objet.version += 1
        objet.modifie_le = unite.maintenant
    unite.acquis.clear()
    if len(ecrits) == 1:
        await mettre_a_jour(unite, ecrits[0][0])
    else:
        await unite.ecrire()
    if not cede:
        await _exiger_groupes(unite, ecrits, groupe)
    for objet, diff in ecrits:
        noter(unite, ActionJournal.MODIFICATION, objet, pour_journal(diff))
    return len(ecrits)


async def exiger_champs(unite: UniteDeTravail, objet: db.Entite, *attributs: str) -> None:
    """The caller's right on fields that a command names, changed or not: else giving one the value that it has would
    tell it to whoever does not read it. Errors: as `enregistrer`."""
    if attributs:
        await _exiger_groupes(unite, [(objet, {attribut: {} for attribut in attributs})], avant=True)


def exiger_profil_champs(unite: UniteDeTravail, modele: type[db.Entite], *donnes: str) -> None:
    """The profil's right on the fields that a command gives of a row to come, before anything is looked for. Errors:
    Interdit, naming those refused."""
    profil = unite.caller.profil
    assert profil is not None
    _exiger_du_profil(modele, profil, _par_groupe(modele, profil, donnes, "ligne", avant=True))


def d_office(unite: UniteDeTravail, objet: db.Entite, **parties: tuple[Any, Any]) -> None:
    """Marks what changed of a row in consequence of a use case; the next flush writes it with those of its kind.

    The product draws the consequence: the caller's right on this row is not asked, and the journal tells the act as
    theirs. `parties` as in `enregistrer`.
    """
    diff = changements(objet) | _changees(parties)
    if diff:
        objet.version += 1
        objet.modifie_le = unite.maintenant
        noter(unite, ActionJournal.MODIFICATION, objet, pour_journal(diff))


def _changees(parties: Mapping[str, tuple[Any, Any]]) -> Diff:
    return {nom: {"avant": avant, "apres": apres} for nom, (avant, apres) in parties.items() if avant != apres}


async def supprimer(unite: UniteDeTravail, objet: db.Entite, **parties: Any) -> None:
    """Deletes a row, told in the journal with all it held. Nothing may hang on it any more."""
    await _supprimer(
        unite, [objet], {nom: {"avant": valeur, "apres": None} for nom, valeur in parties.items() if valeur}
    )


async def supprimer_tous(unite: UniteDeTravail, objets: Sequence[db.Entite]) -> None:
    """Deletes rows of one model, as `supprimer` does one."""
    if objets:
        await _supprimer(unite, objets, {})


async def _supprimer(unite: UniteDeTravail, objets: Sequence[db.Entite], parties: Diff) -> None:
    for objet in objets:
        noter(unite, ActionJournal.SUPPRESSION, objet, pour_journal(etat_final(objet) | parties))
    await unite.session.flush()
    # Not by the session, which would first empty the references of whatever hangs on the row instead of failing.
    modele, ids = type(objets[0]), [objet.id for objet in objets]
    await unite.session.execute(delete(modele).where(modele.id.in_(ids)).execution_options(synchronize_session=False))
    for objet in objets:
        unite.session.expunge(objet)


async def verifier_listes(unite: UniteDeTravail, commande: Any, fautes: Fautes) -> None:
    """Notes each value of a command that its list does not hold, or no longer offers."""
    donnes = list(codes(commande))
    if not donnes:
        return
    connues = {ligne[0] for ligne in await unite.lignes(_OFFERTES, cles=[cle for _, _, cle in donnes])}
    inconnues = [(chemin, nom) for chemin, nom, cle in donnes if cle not in connues]
    if not inconnues:
        return
    possibles = await offertes(unite, {nom for _, nom in inconnues})
    for chemin, nom in inconnues:
        fautes.ajouter(chemin, f"Valeur inconnue ; valeurs possibles : {', '.join(possibles[nom])}.", "INCONNU")


async def offertes(unite: UniteDeTravail, listes: Collection[str]) -> dict[str, list[str]]:
    """The codes that each list offers, in its order."""
    choix: dict[str, list[str]] = {nom: [] for nom in listes}
    for nom, code in await unite.lignes(_LISTES, listes=sorted(listes)) if listes else ():
        choix[nom].append(code)
    return choix


async def _exiger_groupes(
    unite: UniteDeTravail, ecrits: Sequence[tuple[db.Entite, Diff]], ligne: str = "ligne", *, avant: bool = False
) -> None:
    """Each row's right on `ligne`, the group that it was taken under, and on each group of what changed.

    `avant`: the rows are still as they were taken, under a right that was checked then.
    """
    profil = unite.caller.profil
    assert profil is not None
    demandes = [(objet, _par_groupe(type(objet), profil, diff, ligne, avant)) for objet, diff in ecrits]
    if avant:
        demandes = [(objet, _pas_encore(unite, objet, par_groupe)) for objet, par_groupe in demandes]
    demandes = [(objet, par_groupe) for objet, par_groupe in demandes if par_groupe]
    if not demandes:
        return
    modele = type(demandes[0][0])
    for _, par_groupe in demandes:
        _exiger_du_profil(modele, profil, par_groupe)
    groupes = {groupe for _, par_groupe in demandes for groupe in par_groupe}
    permis = await groupes_permis(unite, modele, [objet.id for objet, _ in demandes], profil, groupes)
    for objet, par_groupe in demandes:
        _exiger_ligne(par_groupe, permis[objet.id], ligne)
        if avant:
            unite.acquis |= {(modele, objet.id, groupe) for groupe in par_groupe}


def _exiger_du_profil(modele: type[db.Entite], profil: Profil, par_groupe: Mapping[str, list[str]]) -> None:
    for groupe, attributs in par_groupe.items():
        if not TABLE[modele].groupes[groupe][profil].ecriture:
            raise Interdit(f"Votre profil ne permet pas de modifier : {_noms(attributs)}.")


def _pas_encore(unite: UniteDeTravail, objet: db.Entite, par_groupe: dict[str, list[str]]) -> dict[str, list[str]]:
    """The groups that have not been looked at since the row was last written."""
    return {
        groupe: attributs
        for groupe, attributs in par_groupe.items()
        if (type(objet), objet.id, groupe) not in unite.acquis
    }


def _par_groupe(
    modele: type[db.Entite], profil: Profil, diff: Iterable[str], ligne: str, avant: bool
) -> dict[str, list[str]]:
    """What changed of a row, by group of rights."""
    found: dict[str, list[str]] = {ligne: []}
    for attribut in diff:
        found.setdefault(groupe_decisif(modele, attribut, profil), []).append(attribut)
    if avant:
        del found[ligne]
    return found


def _exiger_ligne(par_groupe: dict[str, list[str]], permis: dict[str, bool], ligne: str) -> None:
    if ligne in par_groupe and not permis[ligne]:
        raise Introuvable
    refuses = [attribut for groupe, attributs in par_groupe.items() if not permis[groupe] for attribut in attributs]
    if refuses:
        raise RegleMetier("CHAMP_RESERVE", f"Vous ne pouvez pas modifier ici : {_noms(refuses)}.")


def _noms(attributs: Iterable[str]) -> str:
    return ", ".join(api_name(attribut) for attribut in attributs)


_DOSSIERS = Ordre(
    select(db.Beneficiaire.id)
    .where(
        db.Beneficiaire.id == any_(bindparam("dossiers", type_=ARRAY(Integer))),
        db.Beneficiaire.fusionne_dans_id.is_(None),
    )
    .order_by(db.Beneficiaire.id)
    .with_for_update(key_share=True)
)
_OFFERTES = Ordre(
    select(db.Valeur.id).where(db.Valeur.id == any_(bindparam("cles", type_=ARRAY(Text))), db.Valeur.actif)
)
_LISTES = Ordre(
    select(db.Valeur.liste, db.Valeur.code)
    .where(db.Valeur.liste == any_(bindparam("listes", type_=ARRAY(Text))), db.Valeur.actif)
    .order_by(db.Valeur.liste, db.Valeur.rang)
)


@cache
def _dossier_de(modele: type[db.Entite]) -> Ordre:
    """The file of the row of id `:ligne`, locked."""
    dossier = TABLE[modele].dossier
    assert dossier is not None
    # Looked at again once the lock is had: the file may have been merged into another meanwhile.
    vivant = db.Beneficiaire.fusionne_dans_id.is_(None)
    requete = select(db.Beneficiaire.id).where(vivant).with_for_update(key_share=True, of=db.Beneficiaire)
    if modele is db.Beneficiaire:
        return Ordre(requete.where(db.Beneficiaire.id == bindparam("ligne")))
    return Ordre(
        requete.join(modele, getattr(modele, dossier) == db.Beneficiaire.id).where(modele.id == bindparam("ligne"))
    )

"""What two files of one person hold twice, and what becomes of it when they are merged.

- Entries in one dispositif that overlap are one entry, from the first day of either to the last; what belonged to
  them belongs to it. When that is another exit than it had, what its own had changed is not undone any more.
- Missions of one référent de parcours that overlap are one mission, likewise.
- Of two values of a characteristic, the one verified last.
- Wishes of the file absorbed come after those of the file kept.
- Two entretiens of one séance: that of the file absorbed is no longer of the séance.
- Who the person is: the file kept is right; where it says nothing, the other one is.
- Contracts of one type that overlap, référents de parcours who are not the same at one time: somebody decides first.

Rows that go away this way are told whole in the journal.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from sqlalchemy import Integer, column, func, select, update, values
from sqlalchemy.orm import aliased

import db
from db.enums import TypeReferent
from resolvers.writing.commandes import Avertissement
from resolvers.writing.errors import RegleMetier
from resolvers.writing.lignes import d_office, supprimer_tous
from resolvers.writing.unit import UniteDeTravail

T = TypeVar("T", db.Accompagnement, db.Referent)
SEULS = {
    "nom_naissance": "nom de naissance",
    "telephone": "téléphone",
    "email": "adresse électronique",
    "numero_demande_rsa": "numéro de demande RSA",
    "role_foyer": "rôle dans le foyer",
    "secteur_id": "secteur",
}
ENSEMBLE = {
    "adresse": ("adresse", "code_postal", "commune"),
    "numéro d'allocataire": ("organisme_payeur_id", "numero_caf", "nir_masque", "nir_chiffre", "numero_empreinte"),
}
"""What is taken whole or not at all: an address, a number with the organisme that gave it."""
GARDES = {"civilite": "civilité", "nom": "nom", "prenom": "prénom", "date_naissance": "date de naissance"}


async def refuser_contradictions(unite: UniteDeTravail, garde: int, absorbe: int) -> None:
    """Errors: RegleMetier FUSION_A_PREPARER, naming all that must be decided first."""
    dits = [*await _contrats(unite, garde, absorbe), *await _parcours(unite, garde, absorbe)]
    if dits:
        raise RegleMetier("FUSION_A_PREPARER", f"Avant de fusionner ces dossiers : {' ; '.join(dits)}.")


async def _contrats(unite: UniteDeTravail, garde: int, absorbe: int) -> list[str]:
    sien, autre = aliased(db.Contrat), aliased(db.Contrat)
    requete = (
        select(sien, autre)
        .join(autre, autre.type == sien.type)
        .where(
            sien.beneficiaire_id == garde,
            autre.beneficiaire_id == absorbe,
            sien.annule_le.is_(None),
            autre.annule_le.is_(None),
            func.daterange(sien.debut, sien.fin, "[]").op("&&")(func.daterange(autre.debut, autre.fin, "[]")),
        )
        .order_by(sien.debut, autre.debut)
    )
    return [
        f"annulez l'un des {un.type.value} Contrat:{un.id} ({_periode(un)}) et Contrat:{deux.id} ({_periode(deux)})"
        for un, deux in await unite.session.execute(requete)
    ]


async def _parcours(unite: UniteDeTravail, garde: int, absorbe: int) -> list[str]:
    return [
        f"mettez fin à l'un des référents de parcours Referent:{un.id} ({_periode(un)}) et Referent:{deux.id} "
        f"({_periode(deux)})"
        for groupe in _qui_se_chevauchent(await _missions(unite, garde, absorbe))
        for un, deux in pairwise(groupe)
        if un.collaborateur_id != deux.collaborateur_id
    ]


async def _missions(unite: UniteDeTravail, garde: int, absorbe: int) -> Sequence[db.Referent]:
    mission = db.Referent
    requete = select(mission).where(
        mission.beneficiaire_id.in_((garde, absorbe)), mission.type == TypeReferent.PARCOURS
    )
    return (await unite.session.scalars(requete.order_by(mission.debut, mission.id))).all()


async def reunir_referents(unite: UniteDeTravail, garde: int, absorbe: int) -> None:
    """One mission of those of one référent de parcours that overlap."""
    groupes = _qui_se_chevauchent(await _missions(unite, garde, absorbe))
    tenues = [(_tenue(groupe, garde), groupe) for groupe in groupes]
    await supprimer_tous(unite, [une for tenue, groupe in tenues for une in groupe if une is not tenue])
    for tenue, groupe in tenues:
        tenue.debut, tenue.fin = groupe[0].debut, _derniere(une.fin for une in groupe)
        d_office(unite, tenue)
    await unite.session.flush()


async def reunir_accompagnements(unite: UniteDeTravail, garde: int, absorbe: int) -> None:
    """One entry of those in one dispositif that overlap; contracts, étapes and entretiens follow."""
    entree = db.Accompagnement
    requete = select(entree).where(entree.beneficiaire_id.in_((garde, absorbe)))
    lues = (await unite.session.scalars(requete.order_by(entree.entree, entree.id))).all()
    groupes = [
        groupe
        for dispositif in sorted({une.dispositif_id for une in lues})
        for groupe in _qui_se_chevauchent([une for une in lues if une.dispositif_id == dispositif])
    ]
    if not groupes:
        return
    tenues = [(_tenue(groupe, garde), groupe) for groupe in groupes]
    vers = [(une.id, tenue.id) for tenue, groupe in tenues for une in groupe if une is not tenue]
    for modele in (db.Contrat, db.Etape, db.Entretien):
        await _rediriger(unite, modele, vers)
    await supprimer_tous(unite, [une for tenue, groupe in tenues for une in groupe if une is not tenue])
    changees = []
    for tenue, groupe in tenues:
        derniere = max(groupe, key=lambda une: une.sortie or dt.date.max)
        if derniere.sortie != tenue.sortie:
            changees.append(tenue.id)
        tenue.entree = groupe[0].entree
        tenue.sortie, tenue.motif_sortie_id = derniere.sortie, derniere.motif_sortie_id
        d_office(unite, tenue)
    await unite.session.flush()
    await _clore_actes(unite, changees)


async def _clore_actes(unite: UniteDeTravail, entrees: Sequence[int]) -> None:
    """The acts of these entries told of an exit that is no longer theirs, and would be in the way of another."""
    acte = db.Sortie
    ordre = update(acte).where(acte.accompagnement_id.in_(entrees), acte.annulee_le.is_(None))
    maintenant = unite.maintenant
    await unite.session.execute(
        ordre.values(annulee_le=maintenant, modifie_le=maintenant, version=acte.version + 1).execution_options(
            synchronize_session=False
        )
    )


async def _rediriger(unite: UniteDeTravail, modele: Any, vers: list[tuple[int, int]]) -> None:
    """Gives the rows of an entry that goes away to the one that holds it."""
    paires: Any = values(column("ancienne", Integer), column("nouvelle", Integer), name="paires").data(vers)
    ordre = update(modele).where(modele.accompagnement_id == paires.c.ancienne)
    await unite.session.execute(
        ordre.values(accompagnement_id=paires.c.nouvelle).execution_options(synchronize_session=False)
    )


async def reunir_caracteristiques(unite: UniteDeTravail, garde: int, absorbe: int) -> None:
    """Of each characteristic that both files have, the value verified last."""
    ligne = db.Caracteristique
    lues = await unite.session.scalars(select(ligne).where(ligne.beneficiaire_id.in_((garde, absorbe))))
    par_cle = {(une.beneficiaire_id, une.definition_id): une for une in lues}
    doubles = []
    for (dossier, definition), autre in par_cle.items():
        tenue = par_cle.get((garde, definition))
        if dossier != absorbe or tenue is None:
            continue
        doubles.append(autre)
        if autre.verifiee_le is not None and (tenue.verifiee_le is None or autre.verifiee_le > tenue.verifiee_le):
            tenue.valeur_saisie, tenue.depuis = autre.valeur_saisie, autre.depuis
            tenue.verifiee_le = autre.verifiee_le
            d_office(unite, tenue)
    await supprimer_tous(unite, doubles)
    await unite.session.flush()


async def detacher_seances(unite: UniteDeTravail, garde: int, absorbe: int) -> list[int]:
    """The entretiens of the file absorbed that are no longer of a séance where the file kept has its own."""
    entretien, sien = db.Entretien, aliased(db.Entretien)
    siennes = select(sien.seance_id).where(sien.beneficiaire_id == garde, sien.seance_id.is_not(None))
    ordre = update(entretien).where(entretien.beneficiaire_id == absorbe, entretien.seance_id.in_(siennes))
    detaches = ordre.values(seance_id=None).returning(entretien.id).execution_options(synchronize_session=False)
    return sorted(await unite.session.scalars(detaches))


async def ranger_souhaits(unite: UniteDeTravail, garde: int, absorbe: int) -> None:
    """Puts the wishes of the file absorbed after those of the file kept."""
    souhait, sien = db.Souhait, aliased(db.Souhait)
    dernier = (
        select(func.coalesce(func.max(sien.rang), 0))
        .where(sien.beneficiaire_id == garde, sien.nature == souhait.nature)
        .correlate(souhait)
        .scalar_subquery()
    )
    ordre = update(souhait).where(souhait.beneficiaire_id == absorbe).values(rang=souhait.rang + dernier)
    await unite.session.execute(ordre.execution_options(synchronize_session=False))


def completer_identite(garde: db.Beneficiaire, absorbe: db.Beneficiaire) -> tuple[Avertissement, ...]:
    """Gives the file kept what it lacks, and says on what the two differed."""
    differents = [dit for nom, dit in GARDES.items() if getattr(garde, nom) != getattr(absorbe, nom)]
    autre_role = None not in (garde.role_foyer, absorbe.role_foyer) and garde.role_foyer != absorbe.role_foyer
    for dit, noms in ENSEMBLE.items():
        # Of a number and its role, one without the other may be somebody else's.
        if _vide(garde, noms) and not (autre_role and "numero_caf" in noms):
            for nom in noms:
                setattr(garde, nom, getattr(absorbe, nom))
        elif not _vide(absorbe, noms) and _compares(garde, noms) != _compares(absorbe, noms):
            differents.append(dit)
    for nom, dit in SEULS.items():
        if getattr(garde, nom) is None:
            setattr(garde, nom, getattr(absorbe, nom))
        elif getattr(absorbe, nom) not in (None, getattr(garde, nom)):
            differents.append(dit)
    if not differents:
        return ()
    message = f"Les deux dossiers différaient ({', '.join(differents)}) : ce que dit le dossier gardé l'emporte."
    return (Avertissement("IDENTITES_DIFFERENTES", message),)


def _vide(personne: db.Beneficiaire, noms: Iterable[str]) -> bool:
    return all(getattr(personne, nom) is None for nom in noms if nom != "organisme_payeur_id")


def _compares(personne: db.Beneficiaire, noms: Iterable[str]) -> list[Any]:
    # The same NIR is never encrypted twice alike.
    return [getattr(personne, nom) for nom in noms if nom != "nir_chiffre"]


def _qui_se_chevauchent(lignes: Sequence[T]) -> list[list[T]]:
    """The groups of rows, in the order of their first day, of which each overlaps what comes before it."""
    groupes: list[list[T]] = []
    for ligne in lignes:
        fin = _derniere(_bornes(une)[1] for une in groupes[-1]) if groupes else dt.date.min
        if groupes and (fin is None or _bornes(ligne)[0] <= fin):
            groupes[-1].append(ligne)
        else:
            groupes.append([ligne])
    return [groupe for groupe in groupes if len(groupe) > 1]


def _bornes(ligne: db.Accompagnement | db.Referent) -> tuple[dt.date, dt.date | None]:
    return (ligne.entree, ligne.sortie) if isinstance(ligne, db.Accompagnement) else (ligne.debut, ligne.fin)


def _derniere(fins: Iterable[dt.date | None]) -> dt.date | None:
    """The last of these last days; None when one has none."""
    dites = list(fins)
    return None if None in dites else max(fin for fin in dites if fin is not None)


def _tenue(groupe: list[T], garde: int) -> T:
    """The row that holds the others: one of the file kept."""
    return next(une for une in groupe if une.beneficiaire_id == garde)


def _periode(ligne: db.Contrat | db.Referent) -> str:
    return f"du {ligne.debut:%d/%m/%Y} " + (f"au {ligne.fin:%d/%m/%Y}" if ligne.fin else "sans terme")

"""Characteristics of a person (guide §10.3): several at once, given anew or said to hold still."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, case, literal, null, select
from sqlalchemy.dialects.postgresql import insert

import db
from auth.rules import ecriture
from db.enums import TypeCaracteristique
from resolvers.reading.ids import split_id, true_number
from resolvers.workflows.formes import est_date
from resolvers.workflows.references import references
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Fautes,
    IdBeneficiaire,
    IdCaracteristique,
    commande,
    resultat,
)
from resolvers.writing.errors import Conflit
from resolvers.writing.lignes import enregistrer_tous, ouvrir
from resolvers.writing.unit import UniteDeTravail

OUI_NON = {"oui": "oui", "non": "non", "true": "oui", "false": "non"}


@commande
class CaracteristiqueActualisee:
    """One characteristic: another value, or the same one, verified."""

    definition: str
    version: int | None = None
    valeur: str | Absent | None = ABSENT
    depuis: dt.date | None = None
    verifiee: bool = False


@commande
class ActualiserCaracteristiques:
    """Characteristics of one person."""

    beneficiaire: IdBeneficiaire
    caracteristiques: tuple[CaracteristiqueActualisee, ...]


@resultat
class CaracteristiquesActualisees:
    """Those that were given, in their order."""

    caracteristiques: tuple[IdCaracteristique, ...]
    beneficiaire: IdBeneficiaire


async def preparer(unite: UniteDeTravail, dossier: int, definitions: Collection[int] | None = None) -> None:
    """Gives a file the rows of these definitions (all by default) that it lacks, without value."""
    modele, definition = db.Caracteristique, db.DefinitionCaracteristique
    champ = case(*((definition.code == code, champ) for code, champ in modele.MONTREES.items()), else_=null())
    instant = literal(unite.maintenant)
    lignes = select(literal(dossier), definition.id, champ, instant, instant).order_by(definition.id)
    if definitions is not None:
        lignes = lignes.where(definition.id.in_(definitions))
    colonnes = ["beneficiaire_id", "definition_id", "champ", "cree_le", "modifie_le"]
    await unite.session.execute(insert(modele).from_select(colonnes, lignes).on_conflict_do_nothing())


async def actualiser_caracteristiques(
    unite: UniteDeTravail, commande: ActualiserCaracteristiques
) -> CaracteristiquesActualisees:
    """Writes characteristics, each verified today.

    Errors: Interdit, Introuvable; Conflit when one has changed since; Validation, a characteristic that is not the
    caller's to write by its path.
    """
    await ouvrir(unite, commande.beneficiaire, db.Caracteristique)
    fautes = Fautes()
    definitions = await _definitions(unite, commande.caracteristiques, fautes)
    fautes.lever()
    await preparer(unite, commande.beneficiaire, {definition.id for definition in definitions})
    lignes = await _lignes(unite, commande.beneficiaire, definitions)
    for rang, (une, definition) in enumerate(zip(commande.caracteristiques, definitions, strict=True)):
        ligne, permise = lignes[definition.id]
        if not permise:
            message = f"Votre profil ne permet pas de modifier « {definition.libelle} »."
            fautes.ajouter(f"caracteristiques.{rang}.definition", message, "NON_PERMIS")
        elif une.version is not None and une.version != ligne.version:
            message = f"« {definition.libelle} » a été modifiée entre-temps : relisez-la, puis recommencez."
            raise Conflit("VERSION_PERIMEE", message)
        else:
            _poser(unite.aujourdhui, fautes, f"caracteristiques.{rang}", ligne, definition, une)
    fautes.lever()
    ecrites = [lignes[definition.id][0] for definition in definitions]
    await enregistrer_tous(unite, ecrites)
    return CaracteristiquesActualisees(
        caracteristiques=tuple(ligne.id for ligne in ecrites), beneficiaire=commande.beneficiaire
    )


async def _definitions(
    unite: UniteDeTravail, donnees: Sequence[CaracteristiqueActualisee], fautes: Fautes
) -> list[db.DefinitionCaracteristique]:
    """The definition of each item, given by its code or its id."""
    fautes.si(not donnees, "caracteristiques", "Donnez au moins une caractéristique.", "VIDE")
    cles = [_cle(une.definition) for une in donnees]
    connues = await references(unite, db.DefinitionCaracteristique, cles)
    found: list[db.DefinitionCaracteristique] = []
    for rang, cle in enumerate(cles):
        une = connues.get(cle)
        chemin = f"caracteristiques.{rang}.definition"
        if une is None:
            fautes.ajouter(chemin, "Cette caractéristique n'existe pas : donnez son code ou son id.", "INCONNU")
            continue
        fautes.si(une in found, chemin, "Cette caractéristique est donnée deux fois.", "EN_DOUBLE")
        found.append(une)
    return found


def _cle(definition: str) -> int | str:
    """The number of a definition given by its id, else what was given, as a code."""
    parties = split_id(definition)
    return true_number(parties[1]) if parties and parties[0] == "DefinitionCaracteristique" else definition


async def _lignes(
    unite: UniteDeTravail, dossier: int, definitions: Iterable[db.DefinitionCaracteristique]
) -> dict[int, tuple[db.Caracteristique, bool]]:
    """The rows by definition, and whether the caller may write each."""
    profil, ligne = unite.caller.profil, db.Caracteristique
    assert profil is not None
    permise: ColumnElement[bool] = ecriture(ligne, "ligne", profil, ligne)
    requete = select(ligne, permise).where(
        ligne.beneficiaire_id == dossier, ligne.definition_id.in_([une.id for une in definitions])
    )
    found = await unite.session.execute(requete, unite.viewpoint.binds())
    return {une.definition_id: (une, bool(oui)) for une, oui in found}


def _poser(
    jour: dt.date,
    fautes: Fautes,
    chemin: str,
    ligne: db.Caracteristique,
    definition: db.DefinitionCaracteristique,
    une: CaracteristiqueActualisee,
) -> None:
    fautes.si(
        une.depuis is not None and une.depuis > jour,
        f"{chemin}.depuis",
        "Cette date ne peut pas être à venir.",
        "A_VENIR",
    )
    if une.valeur is ABSENT:
        message = "Donnez une valeur, ou dites que celle qui est connue est vérifiée."
        fautes.si(not une.verifiee, chemin, message, "REQUIS")
        connue = ligne.champ is not None or ligne.valeur_saisie is not None
        fautes.si(not connue, f"{chemin}.verifiee", "Aucune valeur n'est connue : donnez-la.", "SANS_VALEUR")
        if connue:
            ligne.verifiee_le = jour
            ligne.depuis = une.depuis or ligne.depuis or (None if ligne.champ else jour)
        return
    if ligne.champ is not None:
        message = "Ce numéro se modifie sur l'identité de la personne (modifierIdentite)."
        fautes.ajouter(f"{chemin}.valeur", message, "AILLEURS")
        return
    valeur = None if une.valeur is None else _valeur(fautes, f"{chemin}.valeur", definition, une.valeur)
    message = "Une autre valeur est connue : donnez la version que vous avez lue, pour ne rien écraser."
    ecrase = ligne.valeur_saisie not in (None, valeur)
    fautes.si(ecrase and une.version is None, f"{chemin}.version", message, "VERSION_ATTENDUE")
    if valeur is None:
        ligne.valeur_saisie = ligne.depuis = ligne.verifiee_le = None
        return
    meme = valeur == ligne.valeur_saisie
    ligne.depuis = une.depuis or (ligne.depuis if meme else None) or jour
    ligne.valeur_saisie, ligne.verifiee_le = valeur, jour


def _valeur(fautes: Fautes, chemin: str, definition: db.DefinitionCaracteristique, texte: str) -> str:
    """The value in the form of its definition. Notes a fault otherwise."""
    match definition.type:
        case TypeCaracteristique.OUI_NON:
            fautes.si(texte.lower() not in OUI_NON, chemin, "« oui » ou « non » est attendu.", "OUI_NON")
            return OUI_NON.get(texte.lower(), texte)
        case TypeCaracteristique.CHOIX:
            choix = definition.choix or []
            message = f"Valeurs possibles : {' ; '.join(choix)}."
            fautes.si(texte not in choix, chemin, message, "INCONNU")
        case TypeCaracteristique.DATE:
            fautes.si(not est_date(texte), chemin, "Une date est attendue, de la forme AAAA-MM-JJ.", "DATE")
        case TypeCaracteristique.NOMBRE:
            nombre = _nombre(texte)
            message = "Un nombre positif est attendu, d'au plus 9 chiffres."
            fautes.si(nombre is None, chemin, message, "NOMBRE")
            return nombre or texte
    return texte


def _nombre(texte: str) -> str | None:
    nu = texte.replace(",", ".")
    return f"{Decimal(nu).normalize():f}" if re.fullmatch("[0-9]{1,9}([.][0-9]{1,2})?", nu) else None

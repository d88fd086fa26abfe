"""Creating a file and changing who the person is (guide §5, §6; permissions.md, « creerBeneficiaire »).

A file must be its author's own once it is there: an operator attaches it to one of their offers in the same call, a
référent unique becomes its référent de parcours, an SDI agent gives a secteur of theirs.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

import db
from auth.rules import cellule
from db.enums import Civilite, RoleFoyer, StatutRattachement, TypeReferent
from resolvers.workflows import coordonnees
from resolvers.workflows.caracteristiques import preparer
from resolvers.workflows.homonymes import attendre_son_tour, refuser_numero, ressemblants
from resolvers.workflows.identite import MSA, NOMS, poser_numero, verifier_identite
from resolvers.workflows.secteurs import SANS_SECTEUR
from resolvers.writing.commandes import (
    ABSENT,
    Absent,
    Avertissement,
    Fautes,
    IdBeneficiaire,
    IdOffreDeService,
    IdRattachement,
    IdReferent,
    IdTerritoire,
    Liste,
    Longueur,
    commande,
    donnes,
    resultat,
)
from resolvers.writing.errors import Homonymes, Introuvable
from resolvers.writing.journal import changements
from resolvers.writing.lignes import (
    creer_ensemble,
    enregistrer,
    exiger_champs,
    exiger_profil_champs,
    reprendre,
    verifier_listes,
)
from resolvers.writing.rights import exiger_ligne, exiger_profil
from resolvers.writing.unit import UniteDeTravail

Nom = Annotated[str, Longueur(100)]
Organisme = Annotated[str, Liste("ORGANISME_PAYEUR")]
Numero = Annotated[str, Longueur(50)]
NUMEROS = ("organisme_payeur", "numero_allocataire", "numero_demande_rsa", "role_foyer")
"""What only some of those who create a file may give."""


@commande
class CoordonneesSaisies:
    """Where and how to reach the person."""

    adresse: str | None = None
    code_postal: str | None = None
    commune: Nom | None = None
    telephone: Numero | None = None
    email: Annotated[str, Longueur(254)] | None = None


@commande
class CreerBeneficiaire:
    """A person who has no file yet."""

    civilite: Civilite
    nom: Nom
    nom_naissance: Nom | None = None
    prenom: Nom
    date_naissance: dt.date
    coordonnees: CoordonneesSaisies | None = None
    organisme_payeur: Organisme | None = None
    numero_allocataire: Numero | None = None
    numero_demande_rsa: Numero | None = None
    role_foyer: RoleFoyer | None = None
    secteur: IdTerritoire | None = None
    offre_de_service: IdOffreDeService | None = None
    date_reception_fio: dt.date | None = None
    confirmer: bool = False


@commande
class ModifierIdentite:
    """Other values for who a person is."""

    beneficiaire: IdBeneficiaire
    version: int
    civilite: Civilite | Absent = ABSENT
    nom: Nom | Absent = ABSENT
    nom_naissance: Nom | Absent | None = ABSENT
    prenom: Nom | Absent = ABSENT
    date_naissance: dt.date | Absent = ABSENT
    organisme_payeur: Organisme | Absent | None = ABSENT
    numero_allocataire: Numero | Absent | None = ABSENT
    numero_demande_rsa: Numero | Absent | None = ABSENT
    role_foyer: RoleFoyer | Absent | None = ABSENT


@resultat
class BeneficiaireCree:
    """The file, what opened it to its author, and what deserves attention."""

    beneficiaire: IdBeneficiaire
    rattachement: IdRattachement | None
    referent: IdReferent | None
    avertissements: tuple[Avertissement, ...]


@resultat
class IdentiteModifiee:
    """The file."""

    beneficiaire: IdBeneficiaire
    avertissements: tuple[Avertissement, ...]


async def creer_beneficiaire(unite: UniteDeTravail, commande: CreerBeneficiaire) -> BeneficiaireCree:
    """Creates a file, unless somebody may be that person and nothing was confirmed.

    Errors: Interdit; Validation; Homonymes, until `confirmer`.
    """
    profil = exiger_profil(unite, db.Beneficiaire, "creation")
    exiger_profil_champs(unite, db.Beneficiaire, *(nom for nom in NUMEROS if getattr(commande, nom) is not None))
    if commande.offre_de_service is not None:
        exiger_profil(unite, db.Rattachement, "creation")
    personne = _personne(commande)
    fautes = Fautes()
    verifier_identite(fautes, personne, unite.aujourdhui)
    _poser_coordonnees(fautes, personne, commande.coordonnees)
    poser_numero(fautes, personne, commande.numero_allocataire)
    portees = {portee.dossier for portee in cellule(db.Beneficiaire, "creation", profil).ecriture}
    await _verifier_secteur(unite, fautes, commande.secteur, requis="t" in portees)
    offre = await _verifier_offre(unite, fautes, commande, requise="s" in portees)
    await verifier_listes(unite, commande, fautes)
    fautes.lever()
    await attendre_son_tour(unite, personne)
    found = await ressemblants(unite, personne)
    refuser_numero(fautes, found)
    fautes.lever()
    if found and not commande.confirmer:
        raise Homonymes(found.visibles, found.hors_portee)
    rattachement = _rattachement(unite, commande, personne, offre) if offre else None
    referent = _referent(unite, personne) if "a" in portees else None
    await creer_ensemble(unite, *filter(None, [personne, rattachement, referent]))
    await exiger_ligne(unite, db.Beneficiaire, personne.id, "creation")
    if rattachement is not None:
        await _exiger_offre_sienne(unite, rattachement)
    await preparer(unite, personne.id)
    return BeneficiaireCree(
        beneficiaire=personne.id,
        rattachement=rattachement.id if rattachement else None,
        referent=referent.id if referent else None,
        avertissements=(SANS_SECTEUR,) if commande.secteur is None else (),
    )


async def modifier_identite(unite: UniteDeTravail, commande: ModifierIdentite) -> IdentiteModifiee:
    """Changes who a person is; their numbers are for the SDI and PILOTE.

    Errors: Interdit, Introuvable, Conflit; Validation.
    """
    personne = await reprendre(unite, db.Beneficiaire, commande.beneficiaire, commande.version, quoi="Ce dossier")
    fautes = Fautes()
    dits = donnes(commande, "civilite", *NOMS, "date_naissance", "numero_demande_rsa", "role_foyer")
    for nom, valeur in dits.items():
        setattr(personne, nom, valeur)
    verifier_identite(fautes, personne, unite.aujourdhui, dits)
    masque, empreinte = personne.nir_masque, personne.numero_empreinte
    _changer_numero(fautes, personne, commande)
    coordonnees.lisible(fautes, dits.get("numero_demande_rsa"), "numero_demande_rsa")
    await verifier_listes(unite, commande, fautes)
    # Two numbers may show the same mask: the journal tells that it changed all the same.
    autre = empreinte != personne.numero_empreinte and masque == personne.nir_masque
    parties: dict[str, Any] = {"numero_allocataire": (None, masque)} if autre else {}
    # Before it is told that somebody else has that number.
    await exiger_champs(unite, personne, *changements(personne), *parties)
    fautes.lever()
    found = await ressemblants(unite, personne)
    refuser_numero(fautes, found)
    fautes.lever()
    await enregistrer(unite, personne, **parties)
    nouveaux = found.visibles if dits.keys() & {*NOMS, "date_naissance"} else ()
    avertissements = tuple(
        Avertissement("HOMONYME_PROBABLE", f"Beneficiaire:{id_} a presque le même nom et la même date de naissance.")
        for id_ in nouveaux
    )
    return IdentiteModifiee(beneficiaire=personne.id, avertissements=avertissements)


def _personne(commande: CreerBeneficiaire) -> db.Beneficiaire:
    return db.Beneficiaire(
        civilite=commande.civilite,
        nom=commande.nom,
        nom_naissance=commande.nom_naissance,
        prenom=commande.prenom,
        date_naissance=commande.date_naissance,
        organisme_payeur_id=commande.organisme_payeur,
        numero_demande_rsa=commande.numero_demande_rsa,
        role_foyer=commande.role_foyer,
        secteur_id=commande.secteur,
    )


def _poser_coordonnees(fautes: Fautes, personne: db.Beneficiaire, donnees: CoordonneesSaisies | None) -> None:
    if donnees is None:
        return
    personne.adresse = coordonnees.lisible(fautes, donnees.adresse, "coordonnees.adresse")
    personne.code_postal = coordonnees.code_postal(fautes, donnees.code_postal, "coordonnees.code_postal")
    personne.commune = coordonnees.lisible(fautes, donnees.commune, "coordonnees.commune")
    personne.telephone = coordonnees.telephone(fautes, donnees.telephone, "coordonnees.telephone")
    personne.email = coordonnees.email(fautes, donnees.email, "coordonnees.email")


def _changer_numero(fautes: Fautes, personne: db.Beneficiaire, commande: ModifierIdentite) -> None:
    avant = personne.organisme_payeur_id
    if commande.organisme_payeur is not ABSENT:
        personne.organisme_payeur_id = commande.organisme_payeur
    if commande.numero_allocataire is not ABSENT:
        poser_numero(fautes, personne, commande.numero_allocataire)
        return
    autre_nature = (avant == MSA) is not (personne.organisme_payeur_id == MSA)
    connu = personne.numero_caf is not None or personne.nir_masque is not None
    message = "Le numéro change avec la caisse : donnez celui de la nouvelle, ou effacez-le (null)."
    fautes.si(autre_nature and connu, "numero_allocataire", message, "REQUIS")


async def _verifier_secteur(unite: UniteDeTravail, fautes: Fautes, secteur: int | None, *, requis: bool) -> None:
    if secteur is None:
        message = "Donnez un secteur de votre territoire : ce dossier ne serait pas de votre ressort sans lui."
        fautes.si(requis, "secteur", message, "REQUIS")
        return
    if await unite.session.get(db.Territoire, secteur) is None:
        fautes.ajouter("secteur", "Ce secteur n'existe pas.", "INCONNU")
    elif requis and secteur not in unite.caller.territoires:
        fautes.ajouter("secteur", "Ce secteur n'est pas de votre territoire.", "HORS_TERRITOIRE")


async def _verifier_offre(
    unite: UniteDeTravail, fautes: Fautes, commande: CreerBeneficiaire, *, requise: bool
) -> db.OffreDeService | None:
    date = commande.date_reception_fio
    if commande.offre_de_service is None:
        message = "Donnez l'offre de votre structure vers laquelle la personne est orientée : elle ouvre le dossier."
        fautes.si(requise, "offre_de_service", message, "REQUIS")
        fautes.si(date is not None, "date_reception_fio", "Cette date va avec une offre de service.", "SANS_OBJET")
        return None
    message = "Donnez le jour où la fiche individuelle d'orientation a été reçue."
    fautes.si(date is None, "date_reception_fio", message, "REQUIS")
    message = "Cette date ne peut pas être à venir."
    fautes.si(date is not None and date > unite.aujourdhui, "date_reception_fio", message, "A_VENIR")
    offre = await unite.session.get(db.OffreDeService, commande.offre_de_service)
    if offre is None:
        fautes.ajouter("offre_de_service", "Cette offre de service n'existe pas.", "INCONNU")
    else:
        fautes.si(not offre.ouverte, "offre_de_service", "Cette offre de service est fermée.", "FERMEE")
        # Told before anything of who may look like that person.
        sienne = not requise or offre.structure_id in unite.caller.structures
        fautes.si(not sienne, "offre_de_service", _AILLEURS, "HORS_STRUCTURE")
    return offre


_AILLEURS = "Cette offre n'est pas de votre structure : le dossier ne vous serait pas ouvert."


def _rattachement(
    unite: UniteDeTravail, commande: CreerBeneficiaire, personne: db.Beneficiaire, offre: db.OffreDeService
) -> db.Rattachement:
    return db.Rattachement(
        beneficiaire=personne,
        offre_de_service_id=offre.id,
        structure_id=offre.structure_id,
        date_reception_fio=commande.date_reception_fio,
        debut=unite.aujourdhui,
        statut=StatutRattachement.EN_ATTENTE,
    )


def _referent(unite: UniteDeTravail, personne: db.Beneficiaire) -> db.Referent:
    return db.Referent(
        beneficiaire=personne, collaborateur_id=unite.moi, type=TypeReferent.PARCOURS, debut=unite.aujourdhui
    )


async def _exiger_offre_sienne(unite: UniteDeTravail, rattachement: db.Rattachement) -> None:
    """Errors: Validation when the caller may attach nobody to that offer."""
    try:
        await exiger_ligne(unite, db.Rattachement, rattachement.id, "creation")
    except Introuvable:
        fautes = Fautes()
        fautes.ajouter("offre_de_service", _AILLEURS, "HORS_STRUCTURE")
        fautes.lever()

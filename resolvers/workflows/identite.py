"""Who a person is: their names, their date of birth, and their number with the organisme that pays (guide §5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import db
from auth import numeros
from resolvers.workflows.coordonnees import lisible
from resolvers.writing.commandes import Fautes

AGE_MINIMAL, AGE_MAXIMAL = 16, 120
MSA = "ORGANISME_PAYEUR:MSA"
NOMS = ("nom", "nom_naissance", "prenom")


def verifier_identite(
    fautes: Fautes, personne: db.Beneficiaire, jour: dt.date, donnes: Collection[str] = (*NOMS, "date_naissance")
) -> None:
    """Cleans the names of a person that are `donnes`, and notes what is wrong with them or with the date of birth: what
    came from elsewhere and is not given must not stand in the way of the rest."""
    for champ in [nom for nom in NOMS if nom in donnes]:
        valeur = lisible(fautes, getattr(personne, champ), champ)
        setattr(personne, champ, valeur)
        message = "Un nom contient au moins une lettre."
        fautes.si(valeur is not None and not any(c.isalpha() for c in valeur), champ, message, "NOM")
    age = _age(personne.date_naissance, jour)
    fautes.si(
        "date_naissance" in donnes and not AGE_MINIMAL <= age <= AGE_MAXIMAL,
        "date_naissance",
        f"Une date de naissance d'il y a {AGE_MINIMAL} à {AGE_MAXIMAL} ans est attendue.",
        "DATE_NAISSANCE",
    )


def poser_numero(fautes: Fautes, personne: db.Beneficiaire, texte: str | None) -> None:
    """Gives a person their number, or takes it away: a NIR when the MSA pays, else that of the CAF's household.

    Notes a fault otherwise. Nothing of the number is repeated in a message.
    """
    personne.numero_caf = personne.nir_masque = personne.nir_chiffre = personne.numero_empreinte = None
    if texte is None:
        return
    if personne.organisme_payeur_id is None:
        message = "Dites quelle caisse a donné ce numéro : CAF, MSA ou autre."
        fautes.ajouter("organisme_payeur", message, "REQUIS")
        return
    nir = numeros.numero_nir(texte)
    if personne.organisme_payeur_id == MSA:
        if nir is None:
            message = "Le numéro de la MSA est le numéro de sécurité sociale : 15 caractères, clé comprise et juste."
            fautes.ajouter("numero_allocataire", message, "NIR")
            return
        personne.nir_masque = numeros.masque(nir)
        personne.nir_chiffre = numeros.coffre().sceller(nir)
        personne.numero_empreinte = numeros.coffre().empreinte(nir)
        return
    message = "C'est un numéro de sécurité sociale : il n'est gardé que pour la MSA. Donnez le matricule de la caisse."
    fautes.si(nir is not None, "numero_allocataire", message, "NIR")
    personne.numero_caf = numeros.numero_caf(texte)
    message = f"Un matricule de {numeros.CHIFFRES_CAF} chiffres au plus est attendu, sans lettre."
    fautes.si(personne.numero_caf is None, "numero_allocataire", message, "NUMERO_ALLOCATAIRE")


def _age(naissance: dt.date, jour: dt.date) -> int:
    return jour.year - naissance.year - ((jour.month, jour.day) < (naissance.month, naissance.day))

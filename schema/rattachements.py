"""Entering a file: the rattachement of a person to an offer of one's structure."""

from __future__ import annotations

import strawberry

from resolvers.workflows import rattachements
from schema.operations import entree, mutation

entree(
    rattachements.RattacherBeneficiaire,
    "La personne, par une clé exacte, et l'offre à laquelle elle est orientée.",
    numero_dossier="Numéro de dossier, par exemple « #13024 ». L'un des deux numéros, pas les deux.",
    numero_allocataire="Numéro d'allocataire de la CAF, ou numéro de sécurité sociale pour la MSA.",
    date_naissance="Date de naissance de la personne.",
    offre_de_service="L'offre de service ; celle de votre structure, sauf pour un SDI ou un pilote.",
    date_reception_fio="Date de réception de la fiche individuelle d'orientation.",
)

entree(
    rattachements.AnnulerRattachement,
    "Un rattachement fait par erreur.",
    rattachement="Le rattachement, encore en attente d'une étape.",
    version="La version que vous avez lue, pour ne rien écraser.",
)


@strawberry.type
class Rattachements:
    """The mutations of rattachements."""

    rattacher_beneficiaire = mutation(
        rattachements.rattacher_beneficiaire,
        "Ouvre à votre structure le dossier d'une personne orientée vers l'une de ses offres (guide §6). "
        "La clé doit être exacte ; chaque essai est compté et inscrit au journal.",
        argument="La personne et l'offre.",
        succes="Le dossier est ouvert à la structure de l'offre.",
        essais="rattachement",
        beneficiaire="Le dossier.",
        rattachement="Le rattachement, en attente d'une étape pendant 60 jours.",
    )
    annuler_rattachement = mutation(
        rattachements.annuler_rattachement,
        "Annule un rattachement fait par erreur, qu'aucune étape n'a suivi : il reste lisible, et n'ouvre plus le "
        "dossier à la structure de l'offre. Possible à qui peut rattacher à cette offre.",
        argument="Le rattachement à annuler.",
        succes="Le rattachement est annulé.",
        rattachement="Le rattachement annulé ; vide si le dossier n'était ouvert que par lui.",
    )

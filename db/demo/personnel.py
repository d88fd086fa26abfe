"""What the demo accounts keep for themselves: notes, widgets, favourite alerts, recent files, requests."""

from __future__ import annotations

import json

from db.demo.draw import plus
from db.demo.monde import Monde
from db.enums import StatutDemande

WIDGETS = ("AGENDA_DU_JOUR", "PLANNING_7_JOURS", "NOTES", "BENEFICIAIRES_RECENTS", "ALERTES_FAVORITES")
ALERTES: tuple[tuple[str, dict[str, int]], ...] = (
    ("CONTRATS_NON_RENOUVELES", {}),
    ("FILE_ACTIVE_SANS_REFERENT", {}),
    ("BENEFICIAIRES_SANS_ENTRETIEN", {"mois": 3}),
)
NOTES = (
    "Rappeler pour confirmer le rendez-vous de jeudi.",
    "Préparer le bilan avant la fin du mois.",
    "Demander le justificatif de domicile.",
    "Envoyer la convocation à l'atelier numérique.",
)


def dessiner(monde: Monde) -> None:
    """Draws the home page of each demo account, on the files open at their structure."""
    for rang, (compte, collaborateur) in enumerate(monde.comptes.items()):
        if compte in ("infocentre", "support"):
            dossiers: list[int] = []
        else:
            dossiers = monde.recents[rang % 5 :: 2][:12]
        _accueil(monde, collaborateur)
        _dossiers(monde, collaborateur, dossiers)
    _demandes(monde)


def _accueil(monde: Monde, collaborateur: int) -> None:
    draw = monde.draw("accueil", collaborateur)
    cree = draw.instant(plus(monde.jour, -draw.between(20, 90)))
    for rang, widget in enumerate(WIDGETS, 1):
        monde.rows["widget"].append((monde.ids("widget"), collaborateur, widget, rang, "{}", cree))
    for code, parametres in ALERTES:
        row = (monde.ids("alerte_favorite"), collaborateur, code, json.dumps(parametres), cree)
        monde.rows["alerte_favorite"].append(row)


def _dossiers(monde: Monde, collaborateur: int, dossiers: list[int]) -> None:
    draw = monde.draw("dossiers", collaborateur)
    for rang, dossier in enumerate(dossiers):
        quand = draw.instant(plus(monde.jour, -1 - rang // 3))
        monde.rows["consultation"].append((collaborateur, dossier, quand))
        if rang < len(NOTES):
            row = (monde.ids("note"), collaborateur, dossier, NOTES[rang], rang == 3, quand)
            monde.rows["note"].append(row)
    cree = draw.instant(plus(monde.jour, -5))
    monde.rows["note"].append((monde.ids("note"), collaborateur, None, "Réunion d'équipe lundi à 9 h 30.", False, cree))
    if dossiers:
        groupe = monde.ids("groupe_sauvegarde")
        monde.rows["groupe_sauvegarde"].append((groupe, collaborateur, "À revoir ce mois-ci", cree))
        monde.rows["groupe_beneficiaire"] += [(groupe, dossier) for dossier in dossiers[:5]]


def _demandes(monde: Monde) -> None:
    draw, comptes = monde.draw("demandes"), monde.comptes
    quand = draw.instant(plus(monde.jour, -12))
    structure = monde.equipe_demo.id
    for nom, prenom, statut, motif, par in (
        ("Cabanel", "Élodie", StatutDemande.DEPOSEE, None, None),
        ("Teissier", "Marc", StatutDemande.ACCEPTEE, None, comptes["pilote"]),
        (
            "Brunel",
            "Anne",
            StatutDemande.REFUSEE,
            "Cette personne a déjà un compte dans une autre structure.",
            comptes["pilote"],
        ),
    ):
        monde.rows["demande_collaborateur"].append(
            (
                monde.ids("demande_collaborateur"),
                comptes["responsable"],
                structure,
                nom,
                prenom,
                f"{prenom[:1].lower().replace('é', 'e')}.{nom.lower()}@structure.example",
                "Conseillère en insertion professionnelle",
                statut,
                motif,
                par,
                quand,
            )
        )
    for objet, contenu, statut, reponse in (
        (
            "Agenda partagé",
            "Une collègue d'une autre structure doit voir mes créneaux : comment faire ?",
            StatutDemande.CLOSE,
            "L'agenda ne se partage qu'à l'intérieur d'une structure.",
        ),
        ("Étape créée deux fois", "Une étape apparaît en double depuis hier.", StatutDemande.DEPOSEE, None),
    ):
        monde.rows["demande_assistance"].append(
            (monde.ids("demande_assistance"), comptes["referent"], objet, contenu, statut, reponse, quand)
        )

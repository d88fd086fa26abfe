"""Meetings: entretiens, collective séances, themes, private notes.

A theme is reached through its entretien alone, whose rights decide: it is no `Node`.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.journal import LigneHistorisee
from schema.reading import Entite, field, listing, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Accompagnement, Beneficiaire
    from schema.parcours import Etape
    from schema.referentiels import ValeurReferentiel
    from schema.structures import Collaborateur, Structure


@reads(db.Entretien, "Comment la personne a été convoquée à un rendez-vous (guide §8.3).")
class Convocation:
    date: dt.date | None = field(
        "Jour d'envoi de la convocation ; vide sans convocation.", attribute="convocation_date"
    )
    vecteur: ValeurReferentiel | None = field(
        "Moyen d'envoi (liste VECTEUR_CONVOCATION) : courriel, courrier, SMS…", attribute="convocation_vecteur"
    )


@reads(
    db.ThemeEntretien,
    "Thème abordé pendant un entretien (« + Ajouter un thème », guide §8.3) ; autant que souhaité.",
    filters="theme rang",
)
class ThemeEntretien:
    theme: ValeurReferentiel = field("Thème choisi (liste THEME_ENTRETIEN), par exemple « 1 Convocation 1er accueil ».")
    commentaire: str | None = field("Ce qui s'est dit sur ce thème, dans le respect du RGPD : jamais de diagnostic.")
    rang: int = field("Place du thème dans l'entretien.")


@reads(
    db.NotePrivee,
    "Note prise sur un entretien. Son auteur seul la lit, quel que soit le profil des autres.",
    natural="cree_le",
)
class NotePrivee(Entite):
    auteur: Collaborateur = field("Qui a écrit la note, et peut seul la lire.")
    texte: str = field("Texte de la note.")


@reads(
    db.Seance,
    "Rencontre collective ou atelier (guide §8.1) : un créneau, plusieurs participants, une réalisation pour chacun.",
    filters="id intitule structure collaborateur date_heure lieu",
    sorts="date_heure intitule",
    natural="date_heure",
)
class Seance(LigneHistorisee):
    intitule: str | None = field("Sujet de la rencontre.")
    structure: Structure = field("Structure qui l'organise.")
    collaborateur: Collaborateur = field("Qui l'anime.")
    date_heure: dt.datetime = field("Début du créneau.")
    duree_minutes: int = field("Durée du créneau, en minutes.")
    lieu: ValeurReferentiel | None = field("Lieu (liste LIEU_ENTRETIEN) : en intra, en SDI, chez un partenaire…")
    entretiens: list[Entretien] | None = listing(
        "Un entretien par participant, avec sa réalisation. Ceux que votre profil ne voit pas sont masqués."
    )


@reads(
    db.Entretien,
    "Rendez-vous avec une personne, et ce qui s'y est passé (guide §8.1 à §8.3). Réservé à sa structure, au référent "
    "de parcours, au SDI du territoire et aux pilotes.",
    filters="id date_heure duree_minutes realisation type lieu vecteur collaborateur structure accompagnement etapes "
    "themes seance beneficiaire cree_le modifie_le",
    sorts="date_heure duree_minutes cree_le modifie_le",
    natural="-date_heure",
)
class Entretien(LigneHistorisee):
    beneficiaire: Beneficiaire | None = field("Personne reçue.")
    structure: Structure = field("Structure qui reçoit, fixée à la création : elle seule, chez les opérateurs, le lit.")
    collaborateur: Collaborateur = field("Qui reçoit la personne, et dont l'agenda porte le rendez-vous (guide §10.5).")
    date_heure: dt.datetime = field("Début du rendez-vous.")
    duree_minutes: int = field("Durée en minutes, 15 par défaut.")
    type: ValeurReferentiel = field(
        "Type d'entretien (liste TYPE_ENTRETIEN), selon la phase : accueil, suivi, rencontre collective…"
    )
    lieu: ValeurReferentiel | None = field("Lieu (liste LIEU_ENTRETIEN) : en intra, en SDI, au domicile…")
    vecteur: ValeurReferentiel | None = field(
        "Forme de l'échange (liste VECTEUR_ENTRETIEN) : présentiel, téléphone, visio…"
    )
    realisation: db.Realisation = field(
        "Prévu, présence, absence ou annulation : à modifier une fois l'heure du rendez-vous venue (guide §8.2)."
    )
    motif_annulation: ValeurReferentiel | None = field(
        "Pourquoi le rendez-vous est annulé (liste MOTIF_ANNULATION) ; vide s'il ne l'est pas."
    )
    accompagnement: Accompagnement | None = field(
        "Entrée dans le dispositif, déduite des étapes : à ne pas modifier (guide §8.2)."
    )
    etapes: list[Etape] | None = listing(
        "Étapes concernées, au moins une : en cas d'étapes multiples, choisir la bonne (guide §8.2)."
    )
    seance: Seance | None = field("Rencontre collective dont il fait partie ; vide s'il est individuel.")
    convocation: Convocation = field("Date et moyen de la convocation (guide §8.3).")
    synthese: str | None = field("« Synthèse » de l'entretien (guide §8.3), sans diagnostic (§12).")
    themes: list[ThemeEntretien] | None = listing("Thèmes abordés et leurs commentaires (guide §8.3).")
    notes_privees: list[NotePrivee] | None = listing(
        "Vos notes privées sur cet entretien ; celles des autres ne se voient pas."
    )
    prochain_entretien: Entretien | None = field(
        "Rendez-vous suivant, pris en même temps par l'onglet « Prochain entretien » (guide §8.2)."
    )

"""What the mails say: plain text, in French, one text for each `ModeleCourriel`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from auth.links import DUREE_LIEN
from db.enums import ModeleCourriel, UsageLien

HEURES = int(DUREE_LIEN.total_seconds() // 3600)


@dataclass(frozen=True, slots=True)
class Texte:
    """The subject and the body of a mail; `lien` names what its link opens, and the page that takes it."""

    objet: str
    corps: str
    lien: UsageLien | None = None


PAGES = {UsageLien.ACTIVATION: "compte/activation", UsageLien.REINITIALISATION: "compte/mot-de-passe"}
"""The page of each link below the public address. The token comes after « # »: no server logs it."""

_PIED = """
Ce message est envoyé automatiquement, merci de ne pas y répondre.
VieSION – le suivi de l'insertion
"""

TEXTES: dict[ModeleCourriel, Texte] = {
    ModeleCourriel.INVITATION: Texte(
        "Votre compte VieSION",
        """Bonjour {prenom} {nom},

Un compte VieSION vous est ouvert. Votre identifiant est votre adresse : {email}

Pour l'activer, choisissez votre mot de passe à cette adresse :
{lien}

Par sécurité, ce lien n'est valable que {heures} heures et ne sert qu'une fois. Passé ce délai, demandez une nouvelle
invitation à votre responsable, ou utilisez « Mot de passe oublié » sur la page de connexion.
""",
        UsageLien.ACTIVATION,
    ),
    ModeleCourriel.REINITIALISATION: Texte(
        "Votre mot de passe VieSION",
        """Bonjour {prenom} {nom},

Vous avez demandé à changer votre mot de passe. Choisissez le nouveau à cette adresse :
{lien}

Par sécurité, ce lien n'est valable que {heures} heures et ne sert qu'une fois. Si cette demande ne vient pas de vous,
ne faites rien : votre mot de passe reste le même.
""",
        UsageLien.REINITIALISATION,
    ),
    ModeleCourriel.MOT_DE_PASSE_MODIFIE: Texte(
        "Votre mot de passe VieSION a changé",
        """Bonjour {prenom} {nom},

Le mot de passe de votre compte VieSION vient d'être changé, et toutes vos sessions ont été closes.

Si ce n'est pas vous, utilisez aussitôt « Mot de passe oublié » sur la page de connexion et prévenez l'assistance.
""",
    ),
    ModeleCourriel.ADRESSE_MODIFIEE: Texte(
        "L'adresse de votre compte VieSION a changé",
        """Bonjour {prenom} {nom},

L'adresse de votre compte VieSION, qui est aussi votre identifiant, vient d'être changée par un pilote du Département :
{ancienne} est remplacée par {nouvelle}. Toutes vos sessions ont été closes ; votre mot de passe reste le même.

Si vous n'attendiez pas ce changement, prévenez aussitôt l'assistance.
""",
    ),
    ModeleCourriel.COMPTE_REACTIVE: Texte(
        "Votre compte VieSION est rouvert",
        """Bonjour {prenom} {nom},

Votre compte VieSION est rouvert. Votre identifiant est votre adresse : {email}

Votre ancien mot de passe ne sert plus : utilisez « Mot de passe oublié » sur la page de connexion pour en choisir un
autre.
""",
    ),
    ModeleCourriel.DEMANDE_ACCEPTEE: Texte(
        "Votre demande de compte est acceptée",
        """Bonjour {prenom} {nom},

Le compte que vous avez demandé pour {personne} est ouvert : cette personne vient de recevoir une invitation.
""",
    ),
    ModeleCourriel.DEMANDE_REFUSEE: Texte(
        "Votre demande de compte est refusée",
        """Bonjour {prenom} {nom},

Le compte que vous avez demandé pour {personne} n'a pas été ouvert, pour cette raison :
{motif}
""",
    ),
}


def rediger(modele: ModeleCourriel, valeurs: dict[str, Any]) -> tuple[str, str]:
    """The subject and the body of a mail.

    `valeurs` gives prenom, nom and email of its recipient, `lien` if it has one, and what was kept with the mail.
    """
    texte = TEXTES[modele]
    return texte.objet, texte.corps.format(heures=HEURES, **valeurs) + _PIED

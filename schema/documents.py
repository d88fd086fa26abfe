"""Documents produced or declared for an étape or a bilan. Their content is downloaded, never read here."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import db
from schema.journal import Historise
from schema.reading import field, listing, reads

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire
    from schema.bilans import Bilan, Transmission
    from schema.parcours import Etape
    from schema.referentiels import ModeleDocument
    from schema.structures import Collaborateur, Structure


@reads(
    db.Document,
    "Document produit par VieSION (guide §9.4), ou formulaire rempli dans RSActus et seulement déclaré (§9.3). Réservé "
    "à sa structure et au référent de parcours ; une fois transmis, aux structures destinataires, au SDI du territoire "
    "et aux pilotes.",
    filters="id modele etape bilan edite_le format structure cree_par transmissions beneficiaire cree_le modifie_le",
    sorts="edite_le nom_fichier taille cree_le modifie_le",
    natural="cree_le",
)
class Document(Historise):
    beneficiaire: Beneficiaire | None = field("Personne concernée.")
    structure: Structure = field("Structure qui a produit ou déclaré le document.")
    modele: ModeleDocument = field("Modèle de fusion suivi, ou formulaire déclaré.")
    etape: Etape | None = field("Étape à laquelle il se rapporte : une FNEA signale toujours une étape.")
    bilan: Bilan | None = field("Bilan qu'il met en forme. Masqué à l'accueil, à l'infocentre et au support.")
    cree_par: Collaborateur = field("Qui l'a produit ou déclaré.")
    edite_le: dt.date = field("Jour d'édition du document, ou du formulaire déclaré.")
    nom_fichier: str | None = field("Nom du fichier à télécharger ; vide pour un formulaire déclaré.")
    format: db.FormatDocument | None = field("Word ou PDF ; vide pour un formulaire déclaré.")
    taille: int | None = field("Taille du fichier, en octets ; vide pour un formulaire déclaré.")
    transmissions: list[Transmission] | None = listing(
        "Envois du document, du plus récent au plus ancien. Masqué à l'accueil, à l'infocentre et au support."
    )

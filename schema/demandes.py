"""Requests for a new collaborateur (guide §11)."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

import db
from resolvers.reading.ids import row_id
from resolvers.workflows import demandes
from resolvers.workflows.ressort import Identite
from schema.collaborateurs import ids
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation
from schema.journal import Historise
from schema.reading import field, payload, reads
from schema.writing import ecrire, ecriture, montrant

if TYPE_CHECKING:
    from schema.structures import Collaborateur, Structure


@reads(
    db.DemandeCollaborateur,
    "Demande de compte pour un nouveau collaborateur (guide §11). Son auteur la lit, ainsi que le responsable de la "
    "structure, les pilotes et l'assistance.",
    filters="id statut structure demandeur email cree_le",
    sorts="cree_le modifie_le statut",
    natural="cree_le",
)
class DemandeCollaborateur(Historise):
    demandeur: Collaborateur = field("Qui a fait la demande.")
    structure: Structure = field("Structure où la personne doit travailler.")
    nom: str = field("Nom de famille de la personne.")
    prenom: str = field("Prénom de la personne.")
    email: str = field("Adresse e-mail professionnelle de la personne.")
    telephone: str | None = field("Téléphone professionnel, au format international : +33467000000.")
    fonction: str | None = field("Intitulé du poste, en clair.")
    profil: db.Profil | None = field("Profil demandé, s'il a été donné.")
    statut: db.StatutDemande = field("Où en est la demande.")
    motif: str | None = field("Pourquoi elle a été refusée.")
    traitee_par: Collaborateur | None = field("Qui l'a acceptée ou refusée.")
    collaborateur: Collaborateur | None = field("Le collaborateur invité, si elle a été acceptée.")


@strawberry.enum(description="Ce qui est décidé d'une demande.")
class Decision(enum.Enum):
    """Accept or refuse."""

    ACCEPTER = strawberry.enum_value("ACCEPTER", description="La personne est invitée.")
    REFUSER = strawberry.enum_value("REFUSER", description="Le compte n'est pas ouvert ; le motif est obligatoire.")


@strawberry.input(description="Un compte à demander pour un nouveau collaborateur.")
class DemanderCollaborateur:
    """The input of `demanderCollaborateur`."""

    structure: strawberry.ID = strawberry.field(description="Structure où la personne travaillera : l'une des vôtres.")
    nom: str = strawberry.field(description="Nom de famille.")
    prenom: str = strawberry.field(description="Prénom.")
    email: str = strawberry.field(description="Adresse e-mail professionnelle.")
    telephone: str | None = strawberry.field(
        description="Téléphone professionnel, au format international : +33467000000.", default=None
    )
    fonction: str | None = strawberry.field(description="Intitulé du poste, en clair.", default=None)
    profil: db.Profil | None = strawberry.field(description="Profil souhaité.", default=None)


@strawberry.input(description="La suite donnée à une demande.")
class TraiterDemandeCollaborateur:
    """The input of `traiterDemandeCollaborateur`."""

    demande: strawberry.ID = strawberry.field(description="La demande.")
    decision: Decision = strawberry.field(description="Accepter ou refuser.")
    version: int | None = strawberry.field(
        description="La version que vous avez lue, pour ne rien écraser.", default=None
    )
    motif: str | None = strawberry.field(description="Pourquoi elle est refusée ; son auteur le lira.", default=None)
    profil: db.Profil | None = strawberry.field(
        description="Profil donné ; à défaut, celui qui était demandé.", default=None
    )
    territoires: list[strawberry.ID] = strawberry.field(
        description="Territoires donnés, par un pilote.", default_factory=list
    )


@strawberry.type(description="La demande est déposée.")
class DemanderCollaborateurSucces:
    """A new request."""

    demande: DemandeCollaborateur | None = payload("La demande.")


@strawberry.type(description="La demande est traitée ; son auteur en est averti par e-mail.")
class TraiterDemandeCollaborateurSucces:
    """A treated request."""

    demande: DemandeCollaborateur | None = payload("La demande.")


DemanderCollaborateurResultat = Annotated[
    DemanderCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("DemanderCollaborateurResultat", description="La demande, ou pourquoi elle n'est pas prise."),
]
TraiterDemandeCollaborateurResultat = Annotated[
    TraiterDemandeCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("TraiterDemandeCollaborateurResultat", description="La demande traitée, ou ce qui s'y oppose."),
]


@strawberry.type
class Demandes:
    """The mutations of requests."""

    @ecriture("Demande un compte pour un nouveau collaborateur de votre structure (guide §11).")
    async def demander_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        commande: Annotated[DemanderCollaborateur, strawberry.argument(description="Le compte demandé.")],
    ) -> DemanderCollaborateurResultat | None:
        c = commande
        who = Identite(c.nom, c.prenom, c.email, c.telephone, c.fonction)
        return await ecrire(
            info,
            demandes.demander_collaborateur,
            demandes.DemanderCollaborateur(who, row_id(c.structure, "Structure"), c.profil),
            montrant(DemanderCollaborateurSucces, "demande"),
        )

    @ecriture(
        "Accepte une demande, ce qui invite la personne, ou la refuse avec un motif (guide §11). Permis au "
        "responsable, pour sa structure, et au pilote ; l'assistance peut refuser."
    )
    async def traiter_demande_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        commande: Annotated[TraiterDemandeCollaborateur, strawberry.argument(description="La suite donnée.")],
    ) -> TraiterDemandeCollaborateurResultat | None:
        c = commande
        return await ecrire(
            info,
            demandes.traiter_demande_collaborateur,
            demandes.TraiterDemandeCollaborateur(
                row_id(c.demande, "DemandeCollaborateur"),
                c.decision is Decision.ACCEPTER,
                c.version,
                c.motif,
                c.profil,
                ids(c.territoires, "Territoire") or (),
            ),
            montrant(TraiterDemandeCollaborateurSucces, "demande"),
        )

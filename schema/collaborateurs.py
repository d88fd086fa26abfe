"""Other people's accounts: inviting, inviting again, changing rights, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

import db
from resolvers.reading.ids import row_id
from resolvers.workflows import collaborateurs
from resolvers.workflows.commandes import ABSENT, Absent
from resolvers.workflows.ressort import Identite
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation
from schema.reading import payload
from schema.writing import ecrire, ecriture, montrant

if TYPE_CHECKING:
    from schema.structures import Collaborateur


def ids(given: list[strawberry.ID] | None, type_name: str) -> tuple[int, ...] | None:
    """The numbers of global ids. Errors: GraphQLError REQUETE_INVALIDE for an id of another type."""
    return None if given is None else tuple(row_id(one, type_name) for one in given)


def _ou_absent(given: str | None) -> str | Absent | None:
    return ABSENT if given is strawberry.UNSET else given


@strawberry.input(description="Une personne à inviter : qui elle est, ce qu'elle pourra faire, et où.")
class InviterCollaborateur:
    """The input of `inviterCollaborateur`."""

    nom: str = strawberry.field(description="Nom de famille.")
    prenom: str = strawberry.field(description="Prénom.")
    email: str = strawberry.field(description="Adresse e-mail professionnelle, qui sera son identifiant.")
    telephone: str | None = strawberry.field(
        description="Téléphone professionnel, au format international : +33467000000.", default=None
    )
    fonction: str | None = strawberry.field(description="Intitulé du poste, en clair.", default=None)
    profil: db.Profil = strawberry.field(
        description="Ce que la personne pourra lire et modifier. Un responsable donne ACCUEIL, REFERENT ou RESPONSABLE."
    )
    structures: list[strawberry.ID] = strawberry.field(
        description="Structures où la personne travaille, une au moins ; un responsable donne les siennes."
    )
    territoires: list[strawberry.ID] = strawberry.field(
        description="Territoires dont la personne a la charge, pour un agent de SDI ; seul un pilote en donne.",
        default_factory=list,
    )


@strawberry.input(
    description="Une autre identité ou d'autres droits pour un collaborateur ; ce qui n'est pas donné reste tel quel."
)
class ModifierCollaborateur:
    """The input of `modifierCollaborateur`."""

    collaborateur: strawberry.ID = strawberry.field(description="Le collaborateur.")
    version: int = strawberry.field(description="La version que vous avez lue, pour ne rien écraser.")
    nom: str | None = strawberry.field(description="Nom de famille.", default=None)
    prenom: str | None = strawberry.field(description="Prénom.", default=None)
    email: str | None = strawberry.field(
        description="Adresse e-mail, qui est son identifiant ; un message part à l'ancienne et à la nouvelle.",
        default=None,
    )
    telephone: str | None = strawberry.field(
        description="Téléphone professionnel, au format international : +33467000000 ; `null` l'efface.",
        default=strawberry.UNSET,
    )
    fonction: str | None = strawberry.field(
        description="Intitulé du poste, en clair ; `null` l'efface.", default=strawberry.UNSET
    )
    profil: db.Profil | None = strawberry.field(description="Son profil.", default=None)
    structures: list[strawberry.ID] | None = strawberry.field(
        description="Toutes les structures où il travaille.", default=None
    )
    territoires: list[strawberry.ID] | None = strawberry.field(
        description="Tous les territoires dont il a la charge.", default=None
    )
    export_autorise: bool | None = strawberry.field(
        description="Vrai s'il peut exporter des listes de personnes.", default=None
    )


@strawberry.type(description="La personne est invitée : un lien d'activation lui est envoyé par e-mail.")
class InviterCollaborateurSucces:
    """A new account."""

    collaborateur: Collaborateur | None = payload("Le nouveau collaborateur.")


@strawberry.type(description="Une nouvelle invitation est envoyée ; les liens précédents ne servent plus.")
class RenvoyerInvitationSucces:
    """A new link."""

    collaborateur: Collaborateur | None = payload("Le collaborateur invité.")


@strawberry.type(description="Le compte est désactivé : plus rien ne s'ouvre avec lui dès maintenant.")
class DesactiverCollaborateurSucces:
    """A closed account."""

    collaborateur: Collaborateur | None = payload("Le collaborateur.")


@strawberry.type(description="Le compte est rouvert ; la personne en est avertie par e-mail.")
class ReactiverCollaborateurSucces:
    """An account opened again."""

    collaborateur: Collaborateur | None = payload("Le collaborateur.")


@strawberry.type(
    description="Le collaborateur est modifié ; si ses droits ou son adresse ont changé, il doit se reconnecter."
)
class ModifierCollaborateurSucces:
    """Changed identity or rights."""

    collaborateur: Collaborateur | None = payload("Le collaborateur.")


InviterCollaborateurResultat = Annotated[
    InviterCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("InviterCollaborateurResultat", description="L'invitation, ou pourquoi elle est refusée."),
]
RenvoyerInvitationResultat = Annotated[
    RenvoyerInvitationSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("RenvoyerInvitationResultat", description="L'invitation, ou pourquoi elle est refusée."),
]
DesactiverCollaborateurResultat = Annotated[
    DesactiverCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("DesactiverCollaborateurResultat", description="Le compte fermé, ou pourquoi il ne l'est pas."),
]
ReactiverCollaborateurResultat = Annotated[
    ReactiverCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("ReactiverCollaborateurResultat", description="Le compte rouvert, ou pourquoi il ne l'est pas."),
]
ModifierCollaborateurResultat = Annotated[
    ModifierCollaborateurSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union(
        "ModifierCollaborateurResultat", description="Le collaborateur modifié, ou pourquoi il ne l'est pas."
    ),
]
LeCollaborateur = Annotated[strawberry.ID, strawberry.argument(description="Le collaborateur.")]


@strawberry.type
class Collaborateurs:
    """The mutations of other people's accounts."""

    @ecriture(
        "Ouvre un compte à une personne et lui envoie une invitation (guide §1 et §11). Permis au "
        "responsable, pour sa structure, et au pilote."
    )
    async def inviter_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        commande: Annotated[InviterCollaborateur, strawberry.argument(description="La personne à inviter.")],
    ) -> InviterCollaborateurResultat | None:
        c = commande
        who = Identite(c.nom, c.prenom, c.email, c.telephone, c.fonction)
        structures, territoires = ids(c.structures, "Structure") or (), ids(c.territoires, "Territoire") or ()
        return await ecrire(
            info,
            collaborateurs.inviter_collaborateur,
            collaborateurs.InviterCollaborateur(who, c.profil, structures, territoires),
            montrant(InviterCollaborateurSucces, "collaborateur"),
        )

    @ecriture(
        "Envoie une nouvelle invitation à qui n'a pas activé son compte à temps. Permis au responsable, "
        "pour sa structure, au pilote et à l'assistance."
    )
    async def renvoyer_invitation(
        self, info: strawberry.Info[Any, Any], collaborateur: LeCollaborateur
    ) -> RenvoyerInvitationResultat | None:
        return await ecrire(
            info,
            collaborateurs.renvoyer_invitation,
            collaborateurs.RenvoyerInvitation(row_id(collaborateur, "Collaborateur")),
            montrant(RenvoyerInvitationSucces, "collaborateur"),
        )

    @ecriture(
        "Ferme le compte d'une personne qui part ; ses sessions sont closes aussitôt. Permis au "
        "responsable, pour sa structure, au pilote et à l'assistance."
    )
    async def desactiver_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        collaborateur: LeCollaborateur,
        version: Annotated[
            int | None, strawberry.argument(description="La version que vous avez lue, pour ne rien écraser.")
        ] = None,
    ) -> DesactiverCollaborateurResultat | None:
        return await ecrire(
            info,
            collaborateurs.desactiver_collaborateur,
            collaborateurs.DesactiverCollaborateur(row_id(collaborateur, "Collaborateur"), version),
            montrant(DesactiverCollaborateurSucces, "collaborateur"),
        )

    @ecriture(
        "Rouvre le compte d'une personne qui revient. Elle choisit un nouveau mot de passe ; si elle ne l'avait jamais "
        "activé, elle est invitée de nouveau. Permis au pilote."
    )
    async def reactiver_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        collaborateur: LeCollaborateur,
        version: Annotated[
            int | None, strawberry.argument(description="La version que vous avez lue, pour ne rien écraser.")
        ] = None,
    ) -> ReactiverCollaborateurResultat | None:
        return await ecrire(
            info,
            collaborateurs.reactiver_collaborateur,
            collaborateurs.ReactiverCollaborateur(row_id(collaborateur, "Collaborateur"), version),
            montrant(ReactiverCollaborateurSucces, "collaborateur"),
        )

    @ecriture(
        "Change le nom, la fonction, le téléphone, l'adresse, le profil, les structures ou les territoires d'une "
        "personne. Permis au pilote."
    )
    async def modifier_collaborateur(
        self,
        info: strawberry.Info[Any, Any],
        commande: Annotated[ModifierCollaborateur, strawberry.argument(description="Ce qui change.")],
    ) -> ModifierCollaborateurResultat | None:
        c = commande
        return await ecrire(
            info,
            collaborateurs.modifier_collaborateur,
            collaborateurs.ModifierCollaborateur(
                row_id(c.collaborateur, "Collaborateur"),
                c.version,
                c.nom,
                c.prenom,
                c.email,
                _ou_absent(c.telephone),
                _ou_absent(c.fonction),
                c.profil,
                ids(c.structures, "Structure"),
                ids(c.territoires, "Territoire"),
                c.export_autorise,
            ),
            montrant(ModifierCollaborateurSucces, "collaborateur"),
        )

"""Entering a file: the rattachement of a person to an offer of one's structure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from auth.throttle import TropDeTentatives
from resolvers.reading.ids import row_id
from resolvers.workflows import rattachements
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation
from schema.reading import payload
from schema.writing import ecrire, ecriture, trop_de_tentatives

if TYPE_CHECKING:
    from schema.beneficiaires import Beneficiaire, Rattachement


@strawberry.input(description="La personne, par une clé exacte, et l'offre à laquelle elle est orientée.")
class RattacherBeneficiaire:
    """The input of `rattacherBeneficiaire`."""

    numero_dossier: str | None = strawberry.field(
        description="Numéro de dossier, par exemple « #13024 ». L'un des deux numéros, pas les deux.", default=None
    )
    numero_allocataire: str | None = strawberry.field(description="Numéro d'allocataire de la CAF.", default=None)
    date_naissance: dt.date = strawberry.field(description="Date de naissance de la personne.")
    offre_de_service: strawberry.ID = strawberry.field(
        description="L'offre de service ; celle de votre structure, sauf pour un SDI ou un pilote."
    )
    date_reception_fio: dt.date = strawberry.field(
        description="Date de réception de la fiche individuelle d'orientation."
    )


@strawberry.type(description="Le dossier est ouvert à la structure de l'offre.")
class RattacherBeneficiaireSucces:
    """An open file."""

    beneficiaire: Beneficiaire | None = payload("Le dossier.")
    rattachement: Rattachement | None = payload("Le rattachement, en attente d'une étape pendant 60 jours.")


RattacherBeneficiaireResultat = Annotated[
    RattacherBeneficiaireSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("RattacherBeneficiaireResultat", description="Le dossier ouvert, ou pourquoi il ne l'est pas."),
]


@strawberry.type
class Rattachements:
    """The mutations of rattachements."""

    @ecriture(
        "Ouvre à votre structure le dossier d'une personne orientée vers l'une de ses offres (guide §6). "
        "La clé doit être exacte ; chaque essai est compté et inscrit au journal."
    )
    async def rattacher_beneficiaire(
        self,
        info: strawberry.Info[Any, Any],
        commande: Annotated[RattacherBeneficiaire, strawberry.argument(description="La personne et l'offre.")],
    ) -> RattacherBeneficiaireResultat | None:
        context, c = info.context, commande
        try:
            attempt = await context.accounts.throttle.attempt(
                "rattachement", context.now, compte=str(context.viewpoint.caller.collaborateur)
            )
        except TropDeTentatives as refused:
            return trop_de_tentatives(refused)
        result = await ecrire(
            info,
            rattachements.rattacher_beneficiaire,
            rattachements.RattacherBeneficiaire(
                c.date_naissance,
                row_id(c.offre_de_service, "OffreDeService"),
                c.date_reception_fio,
                c.numero_dossier,
                c.numero_allocataire,
            ),
            lambda done: RattacherBeneficiaireSucces(
                beneficiaire=done.beneficiaire,  # type: ignore[arg-type]
                rattachement=done.rattachement,  # type: ignore[arg-type]
            ),
        )
        if isinstance(result, RattacherBeneficiaireSucces):
            await context.accounts.throttle.forget(attempt)
        return result

"""One's own account: activating it, « mot de passe oublié »."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import strawberry

from auth.throttle import TropDeTentatives
from resolvers.workflows import comptes
from resolvers.workflows.comptes import ChoisirMotDePasse
from resolvers.writing.unit import UniteDeTravail
from schema.errors import ErreurConflit, ErreurIntrouvable, ErreurMetier, ErreurValidation
from schema.writing import Refusee, Succes, ecrire, origin, public, trop_de_tentatives

MotDePasse = Annotated[
    str,
    strawberry.argument(
        description="Mot de passe choisi : au moins 12 caractères, difficile à deviner, sans lien avec votre nom. "
        "Quatre mots sans rapport entre eux conviennent."
    ),
]


@strawberry.type(description="Le compte est activé : connectez-vous.")
class ActiverCompteSucces:
    """An open account."""

    identifiant: str = strawberry.field(description="L'identifiant du compte, qui est l'adresse e-mail.")


@strawberry.type(description="Le mot de passe est changé, et les sessions ouvertes sont closes : reconnectez-vous.")
class DefinirMotDePasseSucces:
    """A changed password."""

    identifiant: str = strawberry.field(description="L'identifiant du compte, qui est l'adresse e-mail.")


@strawberry.type(description="La demande est prise : si le compte existe, un lien y est envoyé par e-mail.")
class DemanderReinitialisationSucces:
    """The same for known and unknown accounts."""

    message: str = strawberry.field(description="Ce qui va se passer, que le compte existe ou non.")


ActiverCompteResultat = Annotated[
    ActiverCompteSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("ActiverCompteResultat", description="Le compte activé, ou pourquoi il ne l'est pas."),
]
DefinirMotDePasseResultat = Annotated[
    DefinirMotDePasseSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union("DefinirMotDePasseResultat", description="Le mot de passe changé, ou pourquoi il ne l'est pas."),
]
DemanderReinitialisationResultat = Annotated[
    DemanderReinitialisationSucces | ErreurValidation | ErreurMetier | ErreurConflit | ErreurIntrouvable,
    strawberry.union(
        "DemanderReinitialisationResultat", description="La demande prise, ou pourquoi elle ne l'est pas."
    ),
]


@strawberry.type
class Comptes:
    """The mutations of one's own account, open to nobody in particular."""

    @public("Active un compte : choisit le mot de passe, avec le lien reçu par e-mail, valable 24 heures (guide §1).")
    async def activer_compte(
        self,
        info: strawberry.Info[Any, Any],
        jeton: Annotated[str, strawberry.argument(description="Le jeton du lien d'activation.")],
        mot_de_passe: MotDePasse,
    ) -> ActiverCompteResultat:
        return await _choisir(
            info,
            comptes.activer_compte,
            jeton,
            mot_de_passe,
            lambda identifiant: ActiverCompteSucces(identifiant=identifiant),
        )

    @public(
        "« Mot de passe oublié » : envoie un lien, valable 24 heures, à l'adresse du compte s'il existe (guide §1)."
    )
    async def demander_reinitialisation(
        self,
        info: strawberry.Info[Any, Any],
        identifiant: Annotated[str, strawberry.argument(description="Adresse e-mail du compte.")],
    ) -> DemanderReinitialisationResultat:
        whose = identifiant.strip().lower()
        try:
            await _compter(info, "reinitialisation", whose)
        except TropDeTentatives as refused:
            return trop_de_tentatives(refused)
        commande = comptes.DemanderReinitialisation(whose)
        message = "Si un compte existe à cette adresse, un lien valable 24 heures vient d'y être envoyé."
        return await ecrire(
            info, comptes.demander_reinitialisation, commande, lambda _: DemanderReinitialisationSucces(message=message)
        )

    @public(
        "Choisit un nouveau mot de passe, avec le lien reçu par e-mail ; toutes les sessions du compte sont closes."
    )
    async def definir_mot_de_passe(
        self,
        info: strawberry.Info[Any, Any],
        jeton: Annotated[str, strawberry.argument(description="Le jeton du lien de réinitialisation.")],
        mot_de_passe: MotDePasse,
    ) -> DefinirMotDePasseResultat:
        return await _choisir(
            info,
            comptes.definir_mot_de_passe,
            jeton,
            mot_de_passe,
            lambda identifiant: DefinirMotDePasseSucces(identifiant=identifiant),
        )


async def _choisir(
    info: strawberry.Info[Any, Any],
    cas: Callable[[UniteDeTravail, ChoisirMotDePasse], Awaitable[str]],
    jeton: str,
    mot_de_passe: str,
    succes: Callable[[str], Succes],
) -> Succes | Refusee:
    try:
        await _compter(info, "lien", None)
    except TropDeTentatives as refused:
        return trop_de_tentatives(refused)
    return await ecrire(info, cas, ChoisirMotDePasse(jeton, mot_de_passe), succes)


async def _compter(info: strawberry.Info[Any, Any], nature: str, compte: str | None) -> None:
    """Errors: TropDeTentatives."""
    context = info.context
    await context.accounts.throttle.attempt(nature, context.now, compte=compte, adresse=origin(info).adresse)

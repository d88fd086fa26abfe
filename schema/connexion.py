"""Signing in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from auth.accounts import IdentifiantsInvalides, SessionInvalide, SignedIn
from auth.throttle import TropDeTentatives
from auth.tokens import DUREE
from schema.errors import ErreurMetier
from schema.reading import payload
from schema.writing import origin, public, trop_de_tentatives

if TYPE_CHECKING:
    from schema.moi import Moi


@strawberry.type(description="La connexion est ouverte.")
class ConnexionSucces:
    """A session: an access token, what renews it, and who it is."""

    jeton_acces: str = strawberry.field(description="À joindre à chaque requête : « Authorization: Bearer … ».")
    jeton_rafraichissement: str = strawberry.field(
        description="À échanger par « rafraichirJeton » avant la fin ; il ne sert qu'une fois."
    )
    expire_dans: int = strawberry.field(description="Durée de vie du jeton d'accès, en secondes.")
    moi: Moi | None = payload("La personne connectée.")


ConnexionResultat = Annotated[
    ConnexionSucces | ErreurMetier,
    strawberry.union("ConnexionResultat", description="La connexion, ou pourquoi elle est refusée."),
]


@strawberry.type(description="La session est close.")
class DeconnexionSucces:
    """A closed session."""

    deconnecte: bool = strawberry.field(description="Toujours vrai : un jeton inconnu est déjà sans effet.")


@strawberry.type
class Connexions:
    """The mutations of sessions."""

    @public("Ouvre une session avec un identifiant (l'adresse e-mail) et un mot de passe (guide §1).")
    async def connexion(
        self,
        info: strawberry.Info[Any, Any],
        identifiant: Annotated[str, strawberry.argument(description="Adresse e-mail du compte.")],
        mot_de_passe: Annotated[str, strawberry.argument(description="Mot de passe du compte.")],
    ) -> ConnexionResultat:
        context = info.context
        try:
            signed = await context.accounts.sign_in(identifiant, mot_de_passe, context.now, origin(info))
        except IdentifiantsInvalides:
            return ErreurMetier(code="IDENTIFIANTS_INVALIDES", message="Identifiant ou mot de passe incorrect.")
        except TropDeTentatives as refused:
            context.rejected("Connexion")
            return trop_de_tentatives(refused)
        return _opened(info, signed)

    @public("Échange un jeton de rafraîchissement contre une session neuve ; l'ancien ne sert plus.")
    async def rafraichir_jeton(
        self,
        info: strawberry.Info[Any, Any],
        jeton: Annotated[str, strawberry.argument(description="Le jeton de rafraîchissement de la session.")],
    ) -> ConnexionResultat:
        try:
            return _opened(info, await info.context.accounts.refresh(jeton, info.context.now))
        except SessionInvalide as refused:
            info.context.rejected("Session", refused.qui)
            return ErreurMetier(code="SESSION_INVALIDE", message="Cette session est close : reconnectez-vous.")

    @public("Clôt une session ; son jeton de rafraîchissement ne sert plus.")
    async def deconnexion(
        self,
        info: strawberry.Info[Any, Any],
        jeton: Annotated[str, strawberry.argument(description="Le jeton de rafraîchissement de la session.")],
    ) -> DeconnexionSucces:
        await info.context.accounts.sign_out(jeton)
        return DeconnexionSucces(deconnecte=True)


def _opened(info: strawberry.Info[Any, Any], signed: SignedIn) -> ConnexionSucces:
    context = info.context
    context.become(signed.caller)
    opened = ConnexionSucces(
        jeton_acces=context.tokens.make(signed.caller, context.now),
        jeton_rafraichissement=signed.refresh,
        expire_dans=int(DUREE.total_seconds()),
        moi=signed.caller.collaborateur,  # type: ignore[arg-type]
    )
    return opened

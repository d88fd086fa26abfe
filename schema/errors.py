"""The errors of mutations, as data: four types, never one per mutation."""

from __future__ import annotations

import strawberry


@strawberry.interface(description="Pourquoi une opération n'a pas été faite.")
class Erreur:
    """What every error shows."""

    code: str = strawberry.field(description="Code stable, pour un programme.")
    message: str = strawberry.field(description="Explication, pour une personne.")


@strawberry.type(description="Une règle du métier s'y oppose.")
class ErreurMetier(Erreur):
    """A business rule refuses."""

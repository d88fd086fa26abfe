"""The pages of a list: its filter, its order, its cursors, and the statistical secret over it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cmp_to_key
from typing import Any

from tests.oracle_infocentre import arrondi, opaque, secret
from tests.oracle_refus import Refus
from tests.oracle_schema import modele
from tests.oracle_vue import Interdit, Vue

TRIS = {
    "NOM": "cle_tri",
    "NUMERO_DOSSIER": "numero",
    "RAISON_SOCIALE": "cle_tri",
    ("OffreDeService", "LIBELLE"): "cle_tri",
}
NATURELS = {
    "Beneficiaire": ("cle_tri", False),
    "Structure": ("cle_tri", False),
    "Collaborateur": ("cle_tri", False),
    "OffreDeService": ("cle_tri", False),
    "DemandeCollaborateur": ("cree_le", False),
    "Journal": ("quand", True),
    "Etape": ("debut_reel", True),
    "Entretien": ("date_heure", True),
    "Bilan": ("date_bilan", True),
}
IMBRIQUES = {"Document": ("cree_le", True), "Entretien": ("date_heure", True), "Modification": ("quand", True)}
"""The natural order of a list, at the root and inside a row: the attribute, and whether it goes down."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a connection, before its fields are asked."""

    type_name: str
    rows: tuple[Any, ...]
    total: int | None
    avant: bool
    apres: bool
    secrete: bool = False

    def curseur(self, row: Any) -> str:
        """What stands for the opaque cursor of a row, in both readings."""
        return f"curseur {self.type_name}:{row.id}"

    def champ(self, name: str) -> Any:
        """A field of the connection."""
        bouts = [self.curseur(self.rows[0]), self.curseur(self.rows[-1])] if self.rows else [None, None]
        return {
            "nodes": list(self.rows),
            "edges": [(self, row) for row in self.rows],
            "totalCount": self.total,
            "secretStatistique": self.secrete,
            "approchant": False,
            "pageInfo": {
                "hasPreviousPage": self.avant,
                "hasNextPage": self.apres,
                "startCursor": bouts[0],
                "endCursor": bouts[1],
            },
        }[name]


class Pages:
    """The pages that one caller reads."""

    def __init__(self, vue: Vue, refus: Refus) -> None:
        self.vue, self.refus = vue, refus
        self.donnees, self.pseudonymes = vue.donnees, vue.pseudonymes

    def paginer(self, type_name: str, rows: list[Any], arguments: dict[str, Any], chemin: str | None) -> Page:
        """The page of a list of rows. `chemin` is « Type.attribut » of a list inside a row. Errors: Interdit."""
        filtre = arguments.get("filtre") or {}
        if self.refus.filtre_interdit(type_name, filtre):
            raise Interdit("filtre")
        rows = [row for row in rows if self.vue.garde(type_name, row, filtre)]
        ordre = self._ordre(type_name, arguments.get("tri") or [], chemin)
        compare = cmp_to_key(lambda a, b: self._compare(ordre, a, b))
        rows.sort(key=compare)
        cellule = self.pseudonymes is not None and opaque(type_name) and chemin is None
        secrete = cellule and secret(rows)
        rows = [] if secrete else rows
        total = None if secrete else arrondi(len(rows)) if cellule else len(rows)
        arriere = arguments.get("last") is not None or arguments.get("before") is not None
        curseur = arguments.get("before" if arriere else "after")
        if curseur is not None:
            borne = self.donnees.un(modele(type_name), int(curseur.split(":")[1]))
            sens = -1 if arriere else 1
            rows = [row for row in rows if self._compare(ordre, row, borne) * sens > 0]
        taille = arguments.get("last" if arriere else "first")
        taille = 20 if taille is None else taille
        plus = len(rows) > taille
        gardees = rows[max(0, len(rows) - taille) :] if arriere else rows[:taille]
        autre = curseur is not None
        return Page(type_name, tuple(gardees), total, *((plus, autre) if arriere else (autre, plus)), secrete)

    def _ordre(self, type_name: str, tri: list[dict[str, str]], chemin: str | None) -> list[tuple[str, bool]]:
        if tri:
            ordre = [
                (
                    TRIS.get((type_name, un["champ"])) or TRIS.get(un["champ"]) or un["champ"].lower(),
                    un["sens"] == "DESC",
                )
                for un in tri
            ]
        elif self.pseudonymes and type_name == "Beneficiaire":
            ordre = []
        elif chemin is None:
            ordre = [NATURELS[type_name]]
        else:
            ordre = [IMBRIQUES[type_name]]
        fin = "empreinte" if self.pseudonymes and opaque(type_name) else "id"
        return [*ordre, (fin, bool(ordre) and ordre[-1][1])]

    def _compare(self, ordre: list[tuple[str, bool]], a: Any, b: Any) -> int:
        for attribut, descendant in ordre:
            if attribut == "empreinte":
                assert self.pseudonymes
                x, y = self.pseudonymes.cle(a), self.pseudonymes.cle(b)
            else:
                x, y = (_cle(self.vue.valeur(row, attribut)) for row in (a, b))
            if x == y:
                continue
            if x is None or y is None:
                return 1 if x is None else -1
            return -1 if (x < y) is not descendant else 1
        return 0


def _cle(valeur: Any) -> Any:
    return valeur.value if isinstance(valeur, enum.Enum) else valeur

"""Reading a file as an account, to see what its rights show of it."""

from __future__ import annotations

from typing import Any

from tests.reading.monde import Monde, Personne

OPERATEURS = ["accueil", "referent", "responsable"]
MASQUE = "Autre accompagnement"


async def voit(monde: Monde, compte: str, personne: Personne) -> bool:
    """Whether the file exists for that account, by each way to it: its key, `node`, the list and its count."""
    data = await monde.lire.data(
        monde.callers[compte],
        """query ($id: ID!) {
            beneficiaire(id: $id) { id }
            node(id: $id) { id }
            beneficiaires(filtre: { id: { egal: $id } }) { totalCount nodes { id } }
        }""",
        id=personne.gid,
    )
    ici = {"id": personne.gid}
    ouvert = {"beneficiaire": ici, "node": ici, "beneficiaires": {"totalCount": 1, "nodes": [ici]}}
    ferme = {"beneficiaire": None, "node": None, "beneficiaires": {"totalCount": 0, "nodes": []}}
    assert data in (ouvert, ferme)
    return bool(data == ouvert)


async def lire(monde: Monde, compte: str, personne: Personne, selection: str) -> Any:
    """That selection of the file, without any error."""
    data = await monde.lire.data(
        monde.callers[compte], f"query ($id: ID!) {{ beneficiaire(id: $id) {{ {selection} }} }}", id=personne.gid
    )
    return data["beneficiaire"]

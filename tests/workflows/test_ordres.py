"""Each mutation runs the same statements whatever the size of the file; `--golden` writes them down anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import db
from tests.reading.monde import Personne, il_y_a, midi
from tests.rights.ecritures import CAS
from tests.rights.ecritures.cas import FAIT
from tests.workflows.atelier import COMPTES, Atelier

pytestmark = pytest.mark.asyncio(loop_scope="session")

GOLDEN = Path(__file__).parent / "golden"
FORME = re.compile(r"\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b", re.IGNORECASE)


async def remplir(atelier: Atelier, personne: Personne) -> None:
    """Makes a file as large as real ones get: none of what is added is in the way of anything."""
    for jours in range(900, 1000):
        await personne.entretien("B", "referent_b", jours=jours)
    for rang in range(10):
        await personne.etape("b", debut=2000 - rang, fin=1900)
        await personne.difficulte("B", fin=il_y_a(1))
        await personne.referent("referent_b", "HORS_ACCOMPAGNEMENT", fin=100 + rang)
        await personne.positionnement("b", cree=800 + rang, statut="REFUSE")
    await atelier.ajouter(
        *(
            db.Contrat(
                beneficiaire_id=personne.id,
                type=db.TypeContrat.CER,
                debut=il_y_a(3000 - rang),
                annule_le=il_y_a(2000),
                cree_le=midi(3000),
            )
            for rang in range(20)
        )
    )


def court(ordre: str) -> str:
    """What a statement does, and to which tables: `SELECT contrat, etape` or `SELECT beneficiaire (verrou)`."""
    verbe = FORME.match(ordre)
    if verbe is None:
        return ordre.split()[0]
    tables = dict.fromkeys(re.findall(r"(?:FROM|JOIN|INTO|UPDATE)\s+([a-z_]+)\b(?!\()", ordre))
    verrou = " (verrou)" if re.search(r"FOR (NO KEY )?(UPDATE|SHARE)", ordre) else ""
    return f"{verbe[1].upper()} {', '.join(tables)}{verrou}"


async def ordres(atelier: Atelier, mutation: str, *, grand: bool) -> list[str]:
    """The statements of a mutation on a file that has just been made."""
    compte = COMPTES[CAS[mutation].sien.index(FAIT)]
    [(dernier,)] = await atelier.sql("SELECT coalesce(max(id), 0) FROM beneficiaire")
    variables = await CAS[mutation].donner(atelier, compte, atelier.structures["A"].id, sienne=True)
    if grand:
        for (id_,) in await atelier.sql("SELECT id FROM beneficiaire WHERE id > :dernier", dernier=dernier):
            await remplir(atelier, Personne(atelier, id_))
    with atelier.ordres() as found:
        fait = await atelier.appeler(compte, mutation, variables)
    assert fait["__typename"].endswith(FAIT), fait
    return [court(ordre) for ordre in found]


@pytest.mark.parametrize("mutation", sorted(CAS))
async def test_le_nombre_d_ordres_ne_depend_pas_de_la_taille_du_dossier(
    atelier: Atelier, mutation: str, request: pytest.FixtureRequest
) -> None:
    petit = await ordres(atelier, mutation, grand=False)
    assert await ordres(atelier, mutation, grand=True) == petit
    fichier, texte = GOLDEN / f"{mutation}.txt", "\n".join(petit) + "\n"
    if request.config.getoption("--golden"):
        GOLDEN.mkdir(exist_ok=True)
        fichier.write_text(texte)
    assert fichier.read_text() == texte, f"pytest {Path(__file__).name} --golden"

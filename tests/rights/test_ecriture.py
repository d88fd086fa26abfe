"""Each mutation by each profil, on one's own and on another's: what is answered, and that a refusal changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLObjectType
from sqlalchemy import text

import db
from auth.caller import ANONYMOUS
from db.engine import write_engine
from db.private_postgres import PrivateServer
from schema import schema
from server.app import Application
from server.limits import Limits
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.lecteur import MAINTENANT, Lecteur, codes
from tests.rights.ecritures import CAS
from tests.rights.ecritures.cas import ABSENT, FAIT, INTERDIT
from tests.rights.ecritures.rattachements import rattacher
from tests.rights.matrice import PROFILS, PUBLIQUES
from tests.workflows.atelier import COMPTES, Atelier
from tests.workflows.conftest import referentiels

pytestmark = pytest.mark.asyncio(loop_scope="session")

HORS_ETAT = frozenset({"journal", "tentative", "consultation", "alembic_version"})
"""What a refusal may leave: that it was tried."""


@pytest.fixture(scope="session")
def base_ecrite(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database that mutations change."""
    for url in cloner(serveur_postgres, TEMPLATE):
        asyncio.run(referentiels(url))
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def monde(base_ecrite: str) -> AsyncIterator[Atelier]:
    """A world where each case adds what it acts upon; attempts are not limited."""
    settings = Settings(
        database_url=en_api(base_ecrite), secret="s" * 32, tentatives_par_compte=10**6, tentatives_par_adresse=10**6
    )
    application = Application(settings, Limits(), clock=lambda: MAINTENANT)
    await application.start()
    try:
        yield await Atelier.creer(Lecteur(application))
    finally:
        await application.stop()


async def etat(base: str) -> dict[str, str]:
    """A hash of the rows of each table, those of attempts aside."""
    engine = write_engine(base)
    async with engine.connect() as connection:
        tables = [nom for nom in db.Base.metadata.tables if nom not in HORS_ETAT]
        parts = " UNION ALL ".join(
            f"SELECT '{nom}', count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
            f" FROM {nom} t"
            for nom in tables
        )
        found = {str(nom): str(hachage) for nom, hachage in await connection.execute(text(parts))}
    await engine.dispose()
    return found


async def refus_au_journal(base: str) -> int:
    """How many refusals the journal tells."""
    engine = write_engine(base)
    async with engine.connect() as connection:
        nombre = await connection.scalar(text("SELECT count(*) FROM journal WHERE action = 'ACCES_REFUSE'"))
    await engine.dispose()
    return int(nombre or 0)


def racine() -> GraphQLObjectType:
    """The root of mutations."""
    found = schema._schema.mutation_type
    assert found is not None
    return found


def document(mutation: str, variables: dict[str, Any]) -> str:
    """The mutation with these variables."""
    types = racine().fields[mutation].args
    declares = ", ".join(f"${nom}: {types[nom].type}" for nom in variables)
    donnes = ", ".join(f"{nom}: ${nom}" for nom in variables)
    return f"mutation ({declares}) {{ {mutation}({donnes}) {{ __typename ... on Erreur {{ code message }} }} }}"


async def essayer(monde: Atelier, compte: str, mutation: str, variables: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The kind of the answer, and the answer."""
    erreurs = "... on Erreur { code message } ... on ErreurValidation { champs { code } }"
    texte = document(mutation, variables).replace("... on Erreur { code message }", erreurs)
    answer = await monde.lire(monde.callers[compte], texte, **variables)
    if answer["errors"]:
        assert codes(answer) == [(INTERDIT, mutation)]
        assert answer["data"] == {mutation: None}
        return INTERDIT, answer
    typename: str = answer["data"][mutation]["__typename"]
    return (FAIT if typename.endswith(FAIT) else typename), answer


@pytest.mark.parametrize("a_soi", [True, False], ids=["sien", "autre"])
@pytest.mark.parametrize("compte", COMPTES)
@pytest.mark.parametrize("mutation", CAS)
async def test_une_mutation_fait_ce_que_le_profil_peut_et_rien_d_autre(
    monde: Atelier, base_ecrite: str, mutation: str, compte: str, a_soi: bool
) -> None:
    voulu = (CAS[mutation].sien if a_soi else CAS[mutation].autre)[COMPTES.index(compte)]
    structure = monde.structures["A" if a_soi else "B"].id
    variables = await CAS[mutation].donner(monde, compte, structure, sienne=a_soi)
    avant, refus = await etat(base_ecrite), await refus_au_journal(base_ecrite)
    obtenu, answer = await essayer(monde, compte, mutation, variables)
    assert obtenu == voulu
    assert (await etat(base_ecrite) != avant) is (voulu == FAIT)
    # A part of a list that is not the caller's is refused by its path, and journaled as the whole would be.
    parties = ((answer["data"] or {}).get(mutation) or {}).get("champs", ())
    d_ailleurs = any(champ["code"] == "INTROUVABLE" for champ in parties)
    # One row for each file that is refused: a séance or a merge names several.
    assert (await refus_au_journal(base_ecrite) > refus) == (voulu in (INTERDIT, ABSENT) or d_ailleurs)


@pytest.mark.parametrize("mutation", CAS)
async def test_qui_n_est_pas_connecte_n_ecrit_rien(monde: Atelier, base_ecrite: str, mutation: str) -> None:
    variables = await CAS[mutation].donner(monde, "referent", monde.structures["A"].id, sienne=True)
    avant = await etat(base_ecrite)
    answer = await monde.lire(ANONYMOUS, document(mutation, variables), **variables)
    [error] = answer["errors"]
    assert error["extensions"]["code"] in ("NON_AUTHENTIFIE", INTERDIT)
    assert await etat(base_ecrite) == avant


@pytest.mark.parametrize(
    ("compte", "mutation", "faux"),
    [
        ("responsable", "renvoyerInvitation", {"collaborateur": "Collaborateur:999999"}),
        ("responsable", "desactiverCollaborateur", {"collaborateur": "Collaborateur:999999"}),
        ("responsable", "traiterDemandeCollaborateur", {"demande": "DemandeCollaborateur:999999"}),
    ],
    ids=["renvoyerInvitation", "desactiverCollaborateur", "traiterDemandeCollaborateur"],
)
async def test_ce_qui_n_est_pas_de_son_ressort_se_refuse_comme_ce_qui_n_existe_pas(
    monde: Atelier, compte: str, mutation: str, faux: dict[str, str]
) -> None:
    ailleurs = await CAS[mutation].donner(monde, compte, monde.structures["B"].id, sienne=False)
    absent = {"commande": ailleurs["commande"] | faux}
    cache = await essayer(monde, compte, mutation, ailleurs)
    assert cache == await essayer(monde, compte, mutation, absent)
    assert cache[0] == ABSENT


@pytest.mark.parametrize("compte", ["referent", "sdi"])
async def test_rattacher_ne_dit_pas_si_un_dossier_d_ailleurs_existe(monde: Atelier, compte: str) -> None:
    ailleurs = await rattacher(monde, compte, monde.structures["B"].id, sienne=False)
    absent = {"commande": ailleurs["commande"] | {"numeroAllocataire": "9999999"}}
    cache = await essayer(monde, compte, "rattacherBeneficiaire", ailleurs)
    assert cache[0] == ABSENT
    assert cache == await essayer(monde, compte, "rattacherBeneficiaire", absent)


@pytest.mark.parametrize("compte", ["referent", "sdi"])
async def test_rattacher_ne_dit_pas_a_quelle_offre_d_ailleurs_un_dossier_l_est_deja(
    monde: Atelier, compte: str
) -> None:
    variables = await rattacher(monde, compte, monde.structures["B"].id, sienne=False)
    await essayer(monde, "pilote", "rattacherBeneficiaire", variables)
    assert (await essayer(monde, compte, "rattacherBeneficiaire", variables))[0] == ABSENT


@pytest.mark.parametrize("mutation", sorted(PUBLIQUES))
async def test_une_mutation_publique_sans_le_bon_secret_ne_change_rien(
    monde: Atelier, base_ecrite: str, mutation: str
) -> None:
    valeurs = {"identifiant": "personne@essai.example", "motDePasse": "cheval pastèque tunnel", "jeton": "x" * 43}
    variables = {nom: valeurs[nom] for nom in racine().fields[mutation].args}
    avant = await etat(base_ecrite)
    appel = document(mutation, variables)
    if mutation == "deconnexion":
        appel = appel.replace("... on Erreur { code message }", "")
    await monde.lire(ANONYMOUS, appel, **variables)
    assert await etat(base_ecrite) == avant


async def test_chaque_mutation_du_schema_a_ses_cas() -> None:
    """A mutation that is added is declared here, or this test fails."""
    assert set(racine().fields) == set(CAS) | PUBLIQUES
    assert len(COMPTES) == len(PROFILS)

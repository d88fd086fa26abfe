"""A hidden value is asked about in every way, with one value then another: the answers are the same, to the letter."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
import pytest_asyncio
from graphql import GraphQLEnumType, GraphQLInputObjectType, get_named_type
from sqlalchemy import text

import db
from db.private_postgres import PrivateServer
from schema import schema
from server.app import Application
from server.settings import Settings
from tests.conftest import TEMPLATE, cloner, en_api
from tests.reading.lecteur import MAINTENANT, Lecteur
from tests.reading.monde import Monde, il_y_a
from tests.rights.chemins import ecrire, selection
from tests.rights.conftest import SANS_BORNE

pytestmark = pytest.mark.asyncio(loop_scope="session")

ALPHA, BETA = "Mystere Alpha", "Quidam Beta"
VALEURS = {
    "FiltreTexte": ('{ contient: "alpha" }', '{ contient: "111" }', f'{{ egal: "{ALPHA}" }}', "{ absent: true }"),
    "FiltreId": ('{ egal: "%s:1" }',),
    "FiltreEntier": ("{ du: 1 }", "{ absent: true }"),
    "FiltreNombre": ("{ du: 1 }", "{ absent: true }"),
    "FiltreDate": ('{ du: "2025-01-15" }', '{ egal: "2025-02-01" }', "{ absent: true }"),
    "FiltreInstant": ('{ du: "2025-01-15T00:00:00+01:00" }',),
    "FiltreBooleen": ("{ egal: true }", "{ egal: false }"),
}
"""Questions to each family of filters: some tell the values of ALPHA and BETA apart."""


@dataclass
class Mystere:
    """The world: its files by name and, for each secret, what writes it (`:v` is its value)."""

    monde: Monde
    ordres: dict[str, str]

    async def ecrire(self, secret: str, valeur: Any) -> None:
        """Gives the hidden field a value."""
        async with self.monde.lire.application.writes.begin() as connection:
            await connection.execute(text(self.ordres[secret]), {"v": valeur})


@pytest.fixture(scope="session")
def base_mystere(serveur_postgres: PrivateServer) -> Iterator[str]:
    """The URL of a database whose hidden values change."""
    yield from cloner(serveur_postgres, TEMPLATE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def mystere(base_mystere: str) -> AsyncIterator[Mystere]:
    """A file that A follows with what B and S hide in it, a file of B alone, and one open to nobody."""
    settings = Settings(database_url=en_api(base_mystere), secret="s" * 32)
    application = Application(settings, SANS_BORNE, clock=lambda: MAINTENANT)
    await application.start()
    try:
        monde = await Monde.creer(Lecteur(application))
        yield Mystere(monde, await peupler(monde))
    finally:
        await application.stop()


async def peupler(monde: Monde) -> dict[str, str]:
    """Writes the files; returns the statement that writes each secret."""
    suivie = await monde.suivie(secteur_id=monde.secteurs["sdi"].id)
    etape = await suivie.etape("sante", fin=5)
    difficulte = await suivie.difficulte("B", sante=True)
    simple = await suivie.difficulte("B")
    bilan = await suivie.bilan("B")
    await suivie.transmettre(bilan, "STRUCTURE", "S")
    entretien = await suivie.entretien("B", "referent_b")
    sien = await suivie.entretien("A", "referent")
    positionnement = await suivie.positionnement("s", cree=3, statut="REFUSE")
    rqth = db.Caracteristique(
        beneficiaire_id=suivie.id, definition_id=2, valeur_saisie="x", depuis=il_y_a(9), verifiee_le=il_y_a(9)
    )
    contrat = db.Contrat(beneficiaire_id=suivie.id, type=db.TypeContrat.CER, debut=il_y_a(9))
    await monde.ajouter(rqth, contrat)
    for rang in range(3):
        await monde.suivie(nom=f"Temoin{rang}")
    ailleurs = await monde.personne(nom="Ailleurs", numero_caf="9999999", role_foyer=db.RoleFoyer.ALLOCATAIRE)
    await ailleurs.etape("b")
    autre = monde.structures["S"].id, monde.offres["s"].id
    return {
        "etape.commentaire": f"UPDATE etape SET commentaire = :v WHERE id = {etape.id}",
        "etape.validee": f"UPDATE etape SET validee = :v WHERE id = {etape.id}",
        "etape.initiateur": f"UPDATE etape SET referent_initiateur_id = :v WHERE id = {etape.id}",
        "etape.offre": f"UPDATE etape SET (structure_id, offre_de_service_id) = (SELECT structure_id, id FROM"
        f" offre_de_service WHERE id = CASE WHEN :v THEN {autre[1]} ELSE {etape.offre_de_service_id} END)"
        f" WHERE id = {etape.id}",
        "difficulte.sante": f"UPDATE difficulte SET debut = :v WHERE id = {difficulte.id}",
        "difficulte.commentaire": f"UPDATE difficulte SET commentaire = :v WHERE id = {simple.id}",
        "difficulte.auteur": f"UPDATE difficulte SET auteur_id = :v WHERE id = {simple.id}",
        "bilan": f"UPDATE bilan SET date_signature = :v WHERE id = {bilan.id}",
        "entretien": f"UPDATE entretien SET date_heure = CAST(:v AS timestamptz) WHERE id = {entretien.id}",
        "synthese": f"UPDATE entretien SET synthese = :v WHERE id = {sien.id}",
        "positionnement": f"UPDATE positionnement SET motif = :v WHERE id = {positionnement.id}",
        "rqth": f"UPDATE caracteristique SET valeur_saisie = :v WHERE id = {rqth.id}",
        "contrat.commentaire": f"UPDATE contrat SET commentaire = :v WHERE id = {contrat.id}",
        "contrat.auteur": f"UPDATE contrat SET auteur_id = :v WHERE id = {contrat.id}",
        "dossier.naissance": f"UPDATE beneficiaire SET date_naissance = :v WHERE id = {ailleurs.id}",
        "dossier.nom": f"UPDATE beneficiaire SET nom = :v WHERE id = {ailleurs.id}",
        "dossier.commune": f"UPDATE beneficiaire SET commune = :v WHERE id = {ailleurs.id}",
        "dossier.numero": f"UPDATE beneficiaire SET numero_caf = :v WHERE id = {ailleurs.id}",
        "dossier.telephone": f"UPDATE beneficiaire SET telephone = :v WHERE id = {ailleurs.id}",
        "dossier.demande": f"UPDATE beneficiaire SET numero_demande_rsa = :v WHERE id = {ailleurs.id}",
        "dossier.role": f"UPDATE beneficiaire SET role_foyer = :v WHERE id = {ailleurs.id}",
    }


TEXTES = (ALPHA, BETA)
CAS: tuple[tuple[str, str, tuple[Any, Any]], ...] = (
    *(("etape.commentaire", compte, TEXTES) for compte in ("accueil", "referent", "responsable")),
    ("etape.validee", "referent", (True, False)),
    ("etape.initiateur", "referent", ("referent_b", "referent_s")),
    *(("etape.offre", compte, (True, False)) for compte in ("accueil", "referent", "responsable")),
    *(("difficulte.sante", compte, ("2025-02-01", "2024-02-01")) for compte in ("accueil", "referent", "pilote")),
    *(("difficulte.commentaire", compte, TEXTES) for compte in ("referent", "pilote")),
    ("difficulte.auteur", "referent", ("referent_b", "referent_s")),
    *(("bilan", compte, ("2025-03-10", None)) for compte in ("accueil", "referent", "responsable", "sdi")),
    *(
        ("entretien", compte, ("2025-03-01T10:00:00Z", "2025-04-10T10:00:00Z"))
        for compte in ("accueil", "referent", "parcours")
    ),
    *(("synthese", compte, TEXTES) for compte in ("accueil", "sdi", "pilote")),
    ("positionnement", "referent", TEXTES),
    ("rqth", "accueil", TEXTES),
    ("contrat.commentaire", "accueil", TEXTES),
    ("contrat.auteur", "referent", ("referent_b", "referent_s")),
    *(("dossier.nom", compte, TEXTES) for compte in ("accueil", "referent", "responsable", "support")),
    ("dossier.commune", "referent", TEXTES),
    *(("dossier.numero", compte, ("1111111", "2222222")) for compte in ("referent", "support")),
    *(("dossier.telephone", compte, ("+33600000001", "+33600000002")) for compte in ("parcours", "sdi")),
    *(("dossier.demande", compte, ("111", "222")) for compte in ("parcours", "sdi")),
    *(("dossier.role", compte, ("ALLOCATAIRE", "CONJOINT")) for compte in ("parcours", "sdi", "referent")),
    # Both dates are of one band of ages.
    ("dossier.naissance", "infocentre", ("1986-01-01", "1990-12-31")),
    *((secret, "infocentre", TEXTES) for secret in ("dossier.nom", "dossier.commune", "etape.commentaire", "synthese")),
    *((secret, "infocentre", TEXTES) for secret in ("difficulte.commentaire", "positionnement", "rqth")),
    ("contrat.commentaire", "infocentre", TEXTES),
    ("difficulte.sante", "infocentre", ("2025-02-01", "2024-02-01")),
    *((secret, "infocentre", ("referent_b", "referent_s")) for secret in ("contrat.auteur", "difficulte.auteur")),
    *((secret, "infocentre", ("1111111", "2222222")) for secret in ("dossier.numero", "dossier.demande")),
    ("dossier.telephone", "infocentre", ("+33600000001", "+33600000002")),
    ("dossier.role", "infocentre", ("ALLOCATAIRE", "CONJOINT")),
)
"""(secret, account from which it is hidden, two values)."""


def filtres(type_: str, profondeur: int) -> Iterator[str]:
    """Every question that a filter may ask, `profondeur` relations deep, as GraphQL input."""
    declare = schema._schema.type_map[type_]
    assert isinstance(declare, GraphQLInputObjectType)
    for nom, champ in declare.fields.items():
        cible = get_named_type(champ.type)
        if nom in ("ET", "OU", "NON", "texte"):
            continue
        if cible.name in VALEURS:
            for valeur in VALEURS[cible.name]:
                yield f"{nom}: {valeur.replace('%s', type_.removeprefix('Filtre'))}"
        elif cible.name.startswith("FiltreRelation"):
            yield f"{nom}: {{ un: {{}} }}"
            yield f"{nom}: {{ aucun: {{}} }}"
            if profondeur:
                dessous = cible.name.replace("FiltreRelation", "Filtre")
                yield from (f"{nom}: {{ un: {{ {filtre} }} }}" for filtre in filtres(dessous, profondeur - 1))
        else:
            yield f"{nom}: {{ absent: true }}"
            assert isinstance(cible, GraphQLInputObjectType)
            valeurs = get_named_type(cible.fields["egal"].type)
            assert isinstance(valeurs, GraphQLEnumType)
            yield from (f"{nom}: {{ egal: {valeur} }}" for valeur in valeurs.values)


def tris(type_: str) -> list[str]:
    """Every order of a list."""
    champs = schema._schema.type_map[f"ChampTri{type_}"]
    assert isinstance(champs, GraphQLEnumType)
    return [
        f"[{{ champ: {champ}, sens: {sens} }}]" for champ, sens in itertools.product(champs.values, ("ASC", "DESC"))
    ]


PAGE = "totalCount nodes { id } pageInfo { hasNextPage startCursor endCursor }"
SUJETS = {
    "etape": "etapes",
    "difficulte": "difficultes",
    "bilan": "bilans",
    "entretien": "entretiens",
    "synthese": "entretiens",
    "positionnement": "positionnements",
    "rqth": "caracteristiques",
    "contrat": "contrats",
}
"""The relation through which a secret could be told; the fields of the file itself for the others."""


PLUS_LOIN = (
    "etapes: { un: { thematique: { un: { sante: { egal: true } } } } }",
    "etapes: { un: { structure: { un: { sensible: { egal: true } } } } }",
    'etapes: { un: { referentInitiateur: { un: { nom: { egal: "Referent_b" } } } } }',
    'difficultes: { un: { auteur: { un: { nom: { egal: "Referent_b" } } } } }',
)
"""Questions two relations away."""


@cache
def par_filtre(secret: str) -> str:
    """Every filter that reaches the secret, in one document."""
    sujet = SUJETS.get(secret.partition(".")[0])
    choisis = [
        filtre
        for filtre in (*filtres("FiltreBeneficiaire", 1 if sujet else 0), *PLUS_LOIN)
        if (filtre not in PLUS_LOIN if sujet is None else filtre.startswith(f"{sujet}:"))
    ]
    assert choisis
    return "{ " + " ".join(
        f"f{rang}: beneficiaires(filtre: {{ {filtre} }}) {{ {PAGE} }}" for rang, filtre in enumerate(choisis)
    ) + " }"  # fmt: skip


PAR_TRI = "{ " + " ".join(
    f"t{rang}: beneficiaires(first: 2, tri: {tri}) {{ {PAGE} }}" for rang, tri in enumerate(tris("Beneficiaire"))
) + " }"  # fmt: skip
SOUS_LISTES = "{ beneficiaires { nodes { " + " ".join(
    f"{champ}{rang}: {champ}({argument}) {{ totalCount edges {{ cursor node {{ id }} }} }}"
    for champ, type_ in (("entretiens", "Entretien"), ("documents", "Document"))
    for rang, argument in enumerate(
        [f"filtre: {{ {filtre} }}" for filtre in filtres(f"Filtre{type_}", 0)]
        + [f"tri: {tri}" for tri in tris(type_)]
    )
) + " dernierEntretien { id } prochainEntretien { id } } } }"  # fmt: skip
RECHERCHES = "{ " + " ".join(
    f'r{rang}: beneficiaires(filtre: {{ texte: "{texte}" }}) {{ approchant {PAGE} }}'
    for rang, texte in enumerate(("alpha", "mystere alfa", "mistere alpha", "1111111", "9999999", "quidam", "Temoin0"))
) + " }"  # fmt: skip


TOUT = (
    f"{{ beneficiaires {{ {PAGE.replace('nodes { id }', '')} nodes {{ {ecrire(selection('Beneficiaire', 2))} }} }} }}"
)


async def tout_demander(mystere: Mystere, secret: str, compte: str) -> list[dict[str, Any]]:
    """Every answer: filters, orders with their cursors, the page after a cursor, nested lists, searches, all fields."""
    monde = mystere.monde
    caller = monde.callers[compte]
    answers = [
        await monde.lire(caller, document) for document in (par_filtre(secret), PAR_TRI, SOUS_LISTES, RECHERCHES, TOUT)
    ]
    pages = answers[1]["data"].values()
    for tri, trouvee in zip(tris("Beneficiaire"), pages, strict=True):
        if trouvee is not None:
            # Its own cursor, and the same given to a list in another order.
            for ordre in (tri, "[{ champ: NOM, sens: DESC }]"):
                suite = f"query ($c: Curseur) {{ beneficiaires(first: 2, after: $c, tri: {ordre}) {{ {PAGE} }} }}"
                answers.append(await monde.lire(caller, suite, c=trouvee["pageInfo"]["endCursor"]))
    return answers


@pytest.mark.parametrize(("secret", "compte", "valeurs"), CAS, ids=[f"{secret}-{compte}" for secret, compte, _ in CAS])
async def test_rien_ne_depend_d_une_valeur_cachee(
    mystere: Mystere, secret: str, compte: str, valeurs: tuple[Any, Any]
) -> None:
    answers = []
    for valeur in valeurs:
        await mystere.ecrire(secret, donnee(mystere.monde, valeur))
        answers.append(await tout_demander(mystere, secret, compte))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("secret", "valeurs", "compte"),
    [
        ("etape.validee", (True, False), "pilote"),
        ("etape.offre", (True, False), "pilote"),
        ("etape.initiateur", ("referent_b", "referent_s"), "pilote"),
        ("difficulte.sante", ("2025-02-01", "2024-02-01"), "sdi"),
        ("bilan", ("2025-03-10", None), "pilote"),
        ("entretien", ("2025-03-01T10:00:00Z", "2025-04-10T10:00:00Z"), "pilote"),
        ("rqth", TEXTES, "pilote"),
        ("dossier.naissance", ("1986-01-01", "1990-12-31"), "pilote"),
        ("dossier.naissance", ("1985-05-17", "1997-01-02"), "infocentre"),
        ("etape.validee", (True, False), "infocentre"),
        ("dossier.nom", TEXTES, "pilote"),
        ("dossier.commune", TEXTES, "pilote"),
        ("dossier.numero", ("1111111", "2222222"), "pilote"),
        ("dossier.role", ("ALLOCATAIRE", "CONJOINT"), "pilote"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_les_memes_questions_distinguent_la_valeur_pour_qui_la_lit(
    mystere: Mystere, secret: str, valeurs: tuple[Any, Any], compte: str
) -> None:
    """Otherwise the test above would ask nothing."""
    answers = []
    for valeur in valeurs:
        await mystere.ecrire(secret, donnee(mystere.monde, valeur))
        answers.append(await tout_demander(mystere, secret, compte))
    assert answers[0] != answers[1]


def donnee(monde: Monde, valeur: Any) -> Any:
    """The value as the column takes it: an account's name gives its id, a text in the form of a date that date."""
    if isinstance(valeur, str) and valeur in monde.callers:
        return monde.moi(valeur)
    if isinstance(valeur, str) and valeur[:2] in ("19", "20"):
        return dt.datetime.fromisoformat(valeur) if "T" in valeur else dt.date.fromisoformat(valeur)
    return valeur

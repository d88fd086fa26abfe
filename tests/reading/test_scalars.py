"""The form of each scalar: instants, durations, texts, and every leaf of every type."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLScalarType, get_named_type, is_enum_type, is_leaf_type

from auth.caller import Caller
from resolvers.reading.bindings import model_of
from schema import schema
from tests.reading.lecteur import Lecteur, codes, object_type
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("instant", "ecrit"),
    [
        (dt.datetime(2025, 3, 30, 0, 59, 59, tzinfo=dt.UTC), "2025-03-30T01:59:59+01:00"),
        (dt.datetime(2025, 3, 30, 1, 0, tzinfo=dt.UTC), "2025-03-30T03:00:00+02:00"),
        (dt.datetime(2025, 10, 26, 0, 30, tzinfo=dt.UTC), "2025-10-26T02:30:00+02:00"),
        (dt.datetime(2025, 10, 26, 1, 30, tzinfo=dt.UTC), "2025-10-26T02:30:00+01:00"),
        (dt.datetime(2024, 2, 29, 23, 0, tzinfo=dt.UTC), "2024-03-01T00:00:00+01:00"),
    ],
)
async def test_un_instant_porte_l_heure_de_paris_et_son_decalage(
    monde: Monde, instant: dt.datetime, ecrit: str
) -> None:
    personne = await monde.suivie()
    entretien = await personne.entretien("A", "referent", date_heure=instant)
    data = await monde.lire.data(
        monde.callers["referent"], f'{{ entretien(id: "Entretien:{entretien.id}") {{ dateHeure }} }}'
    )
    assert data["entretien"]["dateHeure"] == ecrit


@pytest.mark.parametrize(
    ("jours", "mois"), [(0, 0.0), (1, 0.0), (2, 0.1), (93, 3.1), (150, 5.0), (45, 1.5), (3650, 121.7), (-27, 0.0)]
)
async def test_une_duree_est_un_nombre_a_une_decimale(monde: Monde, jours: int, mois: float) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a", debut=jours)
    data = await monde.lire.data(monde.callers["referent"], f'{{ etape(id: "Etape:{etape.id}") {{ dureeMois }} }}')
    assert data["etape"]["dureeMois"] == mois


@pytest.mark.parametrize(
    "texte", ['"', "\\", "l'été", "œ", "é\n\t\r", "😀", "\u2028", "</script>", "{{x}}", "%s $1 :a"]
)
async def test_un_texte_est_rendu_tel_qu_il_est(monde: Monde, texte: str) -> None:
    personne = await monde.suivie(commune=texte)
    data = await monde.lire.data(
        monde.callers["referent"],
        f"""{{
            beneficiaire(id: "{personne.gid}") {{ commune }}
            beneficiaires(filtre: {{ commune: {{ egal: {_literal(texte)} }} }}) {{ nodes {{ id }} }}
        }}""",
    )
    assert data["beneficiaire"]["commune"] == texte
    assert {"id": personne.gid} in data["beneficiaires"]["nodes"]


VIDES = {"Journal", "DemandeCollaborateur", "Modification", "Changement"}
"""Types that the demo has no row of: their own tests read them."""


@pytest.mark.parametrize(
    "nom",
    sorted(
        name
        for name, kind in schema._schema.type_map.items()
        if isinstance(kind, GraphQLObjectType) and model_of(kind) and name not in VIDES
    ),
)
async def test_chaque_scalaire_de_chaque_type_a_la_forme_de_graphql(
    demo: Lecteur, pilote: Caller, comptes: dict[str, Caller], nom: str
) -> None:
    """Every leaf of the demo passes through the serialiser of its type unchanged, and a list or null where allowed."""
    type_ = object_type(nom)
    leaves = {name: field for name, field in type_.fields.items() if is_leaf_type(get_named_type(field.type))}
    answer = await demo(comptes[_LECTEURS.get(nom, "pilote")], _CHEMINS[nom].replace("…", " ".join(leaves)))
    assert all(code == "INTERDIT" for code, _ in codes(answer)), answer["errors"]
    rows = list(_objets(answer["data"], set(leaves)))
    assert rows
    for row in rows:
        for name, field in leaves.items():
            _forme(get_named_type(field.type), row[name])


_CHEMINS = {
    "Beneficiaire": "{ beneficiaires(first: 100) { nodes { … } } }",
    "Coordonnees": "{ beneficiaires(first: 100) { nodes { coordonnees { … } } } }",
    "AdresseAnterieure": "{ beneficiaires(first: 100) { nodes { coordonnees { historique { … } } } } }",
    **{
        nom: "{ beneficiaires(first: 100) { nodes { " + champ + " { … } } } }"
        for nom, champ in {
            "Accompagnement": "accompagnements",
            "Rattachement": "rattachements",
            "Positionnement": "positionnements",
            "Caracteristique": "caracteristiques",
            "Contrat": "contrats",
            "Referent": "referents",
            "Etape": "etapes",
            "Objectif": "objectifs",
            "Competence": "competences",
            "Souhait": "souhaits",
            "Difficulte": "difficultes",
            "Bilan": "bilans",
            "Entretien": "dernierEntretien",
        }.items()
    },
    **{
        nom: "{ beneficiaires(first: 100) { nodes { etapes { " + champ + " { … } } } } }"
        for nom, champ in {
            "PresenceEtape": "presence",
            "CaracteristiqueEtape": "caracteristiques",
            "PassageConvention": "passagesConvention",
            "MotifFinEtape": "motifFin",
        }.items()
    },
    "HeuresMensuelles": "{ beneficiaires(first: 100) { nodes { etapes { presence { heuresMensuelles { … } } } } } }",
    "Presence": "{ beneficiaires(first: 100) { nodes { etapes { presence { jours { … } } } } } }",
    "Reponse": "{ beneficiaires(first: 100) { nodes { bilans { reponses { … } } } } }",
    "Transmission": "{ beneficiaires(first: 100) { nodes { bilans { transmissions { … } } } } }",
    "Convocation": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { convocation { … } } } } } }",
    "Document": "{ beneficiaires(first: 100) { nodes { documents { nodes { … } } } } }",
    "Seance": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { seance { … } } } } } }",
    "ThemeEntretien": "{ beneficiaires(first: 100) { nodes { entretiens { nodes { themes { … } } } } } }",
    "NotePrivee": "{ beneficiaires(first: 100) { nodes { entretiens(first: 100) { nodes { notesPrivees { … } } } } } }",
    "Structure": "{ structures { nodes { … } } }",
    "OffreDeService": "{ offresDeService { nodes { … } } }",
    "Collaborateur": "{ collaborateurs { nodes { … } } }",
    "Moi": "{ moi { … } }",
    "Thematique": "{ thematiques { … } }",
    "Territoire": "{ territoires { … } }",
    "GestionnaireAdministratif": "{ territoires { gestionnaireAdministratif { … } } }",
    "ModeleBilan": "{ thematiques { modelesBilan { … } } }",
    "Question": "{ thematiques { modelesBilan { questions { … } } } }",
    "DefinitionCaracteristiqueEtape": "{ thematiques { caracteristiquesEtape { … } } }",
    "DefinitionCaracteristique": "{ beneficiaires(first: 2) { nodes { caracteristiques { definition { … } } } } }",
    "ValeurReferentiel": '{ referentiels(liste: "TYPE_ENTRETIEN") { … } }',
    "Dispositif": "{ beneficiaires(first: 9) { nodes { accompagnements { dispositif { … } } } } }",
    "DifficulteReference": "{ beneficiaires(first: 50) { nodes { difficultes { difficulte { … } } } } }",
    "NatureDifficulte": "{ beneficiaires(first: 50) { nodes { difficultes { difficulte { nature { … } } } } } }",
    "CompetenceReference": "{ beneficiaires(first: 50) { nodes { competences { competence { … } } } } }",
    "Filiere": "{ beneficiaires(first: 50) { nodes { competences { competence { filiere { … } } } } } }",
    "GroupeFiliere": "{ beneficiaires { nodes { competences { competence { filiere { groupe { … } } } } } } }",
    "Aide": '{ nodes(ids: ["Aide:1", "Aide:2"]) { ... on Aide { … } } }',
    "Note": "{ nodes(ids: " + json.dumps([f"Note:{n}" for n in range(1, 41)]) + ") { ... on Note { … } } }",
    "MesDroits": "{ beneficiaires(first: 100) { nodes { mesDroits { … } } } }",
    "Consultation": "{ moi { consultationsRecentes { … } } }",
    "ModeleDocument": "{ beneficiaires(first: 100) { nodes { documents { nodes { modele { … } } } } } }",
}
_LECTEURS = {"ThemeEntretien": "referent", "NotePrivee": "referent", "Note": "referent"}


def _objets(value: Any, keys: set[str]) -> Any:
    if isinstance(value, list):
        for item in value:
            yield from _objets(item, keys)
    elif isinstance(value, dict):
        if set(value) == keys:
            yield value
        else:
            for item in value.values():
                yield from _objets(item, keys)


def _forme(type_: Any, value: Any) -> None:
    if value is None or isinstance(value, list):
        return
    if is_enum_type(type_):
        assert value in type_.values
        return
    assert isinstance(type_, GraphQLScalarType)
    python = {"Int": int, "Float": (int, float), "Boolean": bool}.get(type_.name, str)
    assert isinstance(value, python), (type_.name, value)
    if type_.name == "Date":
        assert dt.date.fromisoformat(value).isoformat() == value
    if type_.name == "DateTime":
        assert dt.datetime.fromisoformat(value).isoformat() == value
        assert value[-6] in "+-"
    if type_.name == "Int":
        assert not isinstance(value, bool)


def _literal(text: str) -> str:
    return json.dumps(text)

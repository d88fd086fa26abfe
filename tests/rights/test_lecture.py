"""Each cell of the matrix of rights, read through every path of the schema that leads to it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from graphql import is_object_type

from schema import schema
from tests.reading.lecteur import codes
from tests.rights.chemins import Selection, ecrire, objet, selection
from tests.rights.matrice import (
    CHAMPS,
    HOMONYMES,
    LIGNES,
    OUVERTS,
    PARTIES,
    SOUS_PSEUDONYME,
    regle_champ,
    regle_ligne,
)
from tests.rights.oracle import (
    COMPTES,
    Ligne,
    attendu,
    existe,
    identifiant,
    interdits,
    obtenu,
    page,
    ranger,
)
from tests.rights.population import SECRET, Population

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOEUDS = [type_ for type_ in LIGNES if "Node" in {interface.name for interface in objet(type_).interfaces}]
"""The types of a file that have an id, from each of which paths start."""


JOURNAL = '{ journal(first: 100, filtre: { requete: { contient: "Secret" } }) { nodes { requete } } }'
"""The rows of the population: reading leaves others."""


async def lire(population: Population, compte: str, document: str, **variables: Any) -> tuple[dict[str, Any], set[str]]:
    """Data and refused paths; nothing that the account may not read is anywhere in the answer."""
    answer = await population.monde.lire(population.monde.callers[compte], document, **variables)
    erreurs = codes(answer)
    assert len(erreurs) == len(set(erreurs)), "un chemin refusé est dit deux fois"
    assert {code for code, _ in erreurs} <= {"INTERDIT"}
    vus = set(SECRET.findall(json.dumps(answer, ensure_ascii=False)))
    fuites = vus - population.secrets(COMPTES[compte])
    assert not fuites, [
        (ligne.type, ligne.dossiers[0].nom)
        for ligne in population.lignes
        if fuites & {str(valeur) for valeur in ligne.champs.values()}
    ]
    return answer["data"], {chemin for _, chemin in erreurs}


def verifier(brut: Any, compte: str, ligne: Ligne, choix: list[Selection]) -> None:
    """One object of an answer against the matrix."""
    voulu = attendu(COMPTES[compte], ligne, choix) if existe(COMPTES[compte], ligne) else None
    assert obtenu(brut, voulu, choix) == voulu


@pytest.mark.parametrize("type_", NOEUDS)
@pytest.mark.parametrize("compte", COMPTES)
async def test_chaque_chemin_depuis_un_objet(population: Population, compte: str, type_: str) -> None:
    choix = selection(type_, 2)
    lignes = population.de(type_)
    data, refus = await lire(
        population,
        compte,
        f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {{ {ecrire(choix)} }} }} }}",
        ids=[identifiant(COMPTES[compte], ligne) for ligne in lignes],
    )
    if regle_ligne(type_, COMPTES[compte].profil) == "-":
        assert (data["nodes"], refus) == ([None] * len(lignes), {"nodes"})
        return
    assert refus == interdits(COMPTES[compte], type_, choix, "nodes")
    for brut, ligne in zip(data["nodes"], lignes, strict=True):
        verifier(brut, compte, ligne, choix)


@pytest.mark.parametrize("compte", COMPTES)
@pytest.mark.parametrize("chemin", ["beneficiaire", "etape", "entretien", "bilan"])
async def test_chaque_racine_par_son_identifiant(population: Population, compte: str, chemin: str) -> None:
    type_ = chemin.capitalize()
    choix = selection(type_, 1)
    refuse = regle_ligne(type_, COMPTES[compte].profil) == "-"
    for ligne in population.de(type_):
        data, refus = await lire(
            population,
            compte,
            f"query ($id: ID!) {{ {chemin}(id: $id) {{ {ecrire(choix)} }} node(id: $id) {{ id __typename }} }}",
            id=identifiant(COMPTES[compte], ligne),
        )
        voulus = {chemin, "node"} if refuse else interdits(COMPTES[compte], type_, choix, chemin)
        assert refus == voulus
        verifier(data[chemin], compte, ligne, choix)
        assert (data["node"] is not None) is existe(COMPTES[compte], ligne)


@pytest.mark.parametrize("type_", sorted(SOUS_PSEUDONYME & set(NOEUDS)))
async def test_un_numero_n_ouvre_rien_a_l_infocentre_ni_son_jeton_a_un_autre(
    population: Population, type_: str
) -> None:
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    lignes = population.de(type_)
    for compte, ids in (
        ("infocentre", [ligne.champs["id"] for ligne in lignes]),
        ("pilote", [ligne.jeton for ligne in lignes]),
    ):
        data, refus = await lire(population, compte, document, ids=ids)
        assert (data["nodes"], refus) == ([None] * len(lignes), set())


@pytest.mark.parametrize("compte", COMPTES)
async def test_un_dossier_par_son_numero(population: Population, compte: str) -> None:
    for ligne in population.de("Beneficiaire"):
        numero = f"#{ligne.row.numero}"
        data, _ = await lire(
            population, compte, "query ($n: String!) { beneficiaire(numeroDossier: $n) { id nom } }", n=numero
        )
        lit = regle_champ("Beneficiaire", "numeroDossier", COMPTES[compte].profil) != "-"
        visible = existe(COMPTES[compte], ligne) and lit
        assert data["beneficiaire"] == ({"id": ligne.champs["id"], "nom": ligne.champs["nom"]} if visible else None)


@pytest.mark.parametrize("compte", COMPTES)
@pytest.mark.parametrize(
    ("chemin", "type_", "profondeur"),
    [
        ("beneficiaires", "Beneficiaire", 2),
        ("journal", "Journal", 2),
        ("demandesCollaborateur", "DemandeCollaborateur", 1),
    ],
)
async def test_chaque_liste(population: Population, compte: str, chemin: str, type_: str, profondeur: int) -> None:
    choix = Selection(chemin, "connexion", type_, selection(type_, profondeur))
    # The tests of this world leave rows of their own in the journal.
    filtre = ', filtre: { requete: { contient: "Secret" } }' if type_ == "Journal" else ""
    document = choix.texte().replace(chemin, f"{chemin}(first: 100{filtre})", 1)
    data, refus = await lire(population, compte, f"{{ {document} }}")
    if regle_ligne(type_, COMPTES[compte].profil) == "-":
        assert (data[chemin], refus) == (None, {chemin})
        return
    assert refus == interdits(COMPTES[compte], type_, choix.contenu, f"{chemin}.nodes")
    lignes = [ligne for ligne in population.de(type_) if existe(COMPTES[compte], ligne)]
    voulu = page(COMPTES[compte], lignes, choix)
    noeuds = ranger(data[chemin]["nodes"])
    arrondi = compte == "infocentre" and type_ == "Beneficiaire"
    total = 5 * ((len(noeuds) + 2) // 5) if arrondi else len(noeuds)
    assert (data[chemin]["totalCount"], voulu["totalCount"]) == (total, len(noeuds))
    assert len(data[chemin]["edges"]) == len(noeuds)
    for brut, attendus in zip(noeuds, voulu["nodes"], strict=True):
        assert obtenu(brut, attendus, choix.contenu) == attendus


@pytest.mark.parametrize("compte", COMPTES)
async def test_les_dossiers_recents_ne_montrent_que_la_carte_permise(population: Population, compte: str) -> None:
    choix = selection("Beneficiaire", 1)
    data, refus = await lire(
        population,
        compte,
        f"{{ moi {{ consultationsRecentes(limite: 100) {{ quand beneficiaire {{ {ecrire(choix)} }} }} }} }}",
    )
    chemin = "moi.consultationsRecentes.beneficiaire"
    lus = {
        recente["beneficiaire"]["id"]: recente["beneficiaire"]
        for recente in data["moi"]["consultationsRecentes"]
        if recente["beneficiaire"]
    }
    profil = COMPTES[compte].profil
    if "-" in (regle_ligne("Beneficiaire", profil), regle_champ("Consultation", "beneficiaire", profil)):
        assert (lus, refus) == ({}, {chemin})
        return
    assert refus == interdits(COMPTES[compte], "Beneficiaire", choix, chemin)
    # Reading opens files: those of the population are not the only ones.
    siennes = {ligne.vers["beneficiaire"][0] for ligne in population.de("Consultation") if ligne.auteur == compte}
    assert lus.keys() >= {ligne.champs["id"] for ligne in siennes if existe(COMPTES[compte], ligne)}
    for ligne in population.de("Beneficiaire"):
        if ligne.champs["id"] in lus:
            verifier(lus[ligne.champs["id"]], compte, ligne, choix)


@pytest.mark.parametrize("compte", COMPTES)
async def test_ce_qui_est_permis_se_lit(population: Population, compte: str) -> None:
    """The texts found by the paths above are all those that the matrix opens: absence is not an empty world."""
    vus: set[str] = set()
    for type_ in NOEUDS:
        if regle_ligne(type_, COMPTES[compte].profil) != "-":
            ids = [identifiant(COMPTES[compte], ligne) for ligne in population.de(type_)]
            data, _ = await lire(
                population,
                compte,
                f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ ... on {type_} {{ {ecrire(selection(type_, 2))} }} }} }}",
                ids=ids,
            )
            vus |= set(SECRET.findall(json.dumps(data, ensure_ascii=False)))
    data, _ = await lire(population, compte, JOURNAL)
    vus |= set(SECRET.findall(json.dumps(data)))
    assert vus == population.secrets(COMPTES[compte])


async def test_chaque_type_du_schema_est_dans_la_matrice() -> None:
    """A type that is added joins the matrix, or is said to be open to all."""
    donnees = {
        nom
        for nom, type_ in schema._schema.type_map.items()
        if is_object_type(type_)
        and not nom.startswith("__")
        and nom not in ("Query", "Mutation", "PageInfo")
        and not nom.endswith(("Connection", "Edge", "Succes"))
        and not nom.startswith("Erreur")
    }
    assert donnees - {"ChampInvalide", "Avertissement"} == set(LIGNES) | OUVERTS | set(PARTIES)


async def test_chaque_champ_de_la_matrice_est_au_schema() -> None:
    """A group that names a field which is gone would no longer be tested."""
    for nom, (champs, _) in CHAMPS.items():
        type_ = nom.partition(".")[0]
        parties = [partie for partie, tout in PARTIES.items() if tout == type_]
        connus = {HOMONYMES.get(f"{ici}.{champ}", champ) for ici in (type_, *parties) for champ in objet(ici).fields}
        assert set(champs.split()) <= connus, nom

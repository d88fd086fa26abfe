"""What the infocentre may ask: filters and sorts on dimensions, none of which finds one person."""

from __future__ import annotations

import pytest

import db
from tests.reading.infocentre import SOUS_SECRET, analyste, compter, habitants, opaque, secteur
from tests.reading.lecteur import JOUR, codes
from tests.reading.monde import Monde

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("filtre", "champ"),
    [
        ('nom: { egal: "Martin" }', "nom"),
        ('numeroDossier: { egal: "#1" }', "numeroDossier"),
        ('dateNaissance: { du: "1985-05-01" }', "dateNaissance"),
        ("age: { egal: 39 }", "age"),
        ('commune: { egal: "Lattes" }', "commune"),
        ('id: { egal: "Beneficiaire:1" }', "id"),
        ('creeLe: { du: "2025-01-01T00:00:00+01:00" }', "creeLe"),
        ('texte: "martin"', "texte"),
        ('etapes: { un: { id: { egal: "Etape:1" } } }', "id"),
        ('contrats: { un: { numero: { contient: "1" } } }', "numero"),
        ('referents: { un: { collaborateur: { un: { nom: { egal: "Referent" } } } } }', "collaborateur"),
        ("etapes: { aucun: { OU: [{ NON: { creeLe: { absent: true } } }] } }", "creeLe"),
        ("bilans: { un: { transmissions: { un: {} } } }", "transmissions"),
        ("etapes: { un: { documents: { un: {} } } }", "documents"),
        ("difficultes: { un: { structure: { un: {} } } }", "structure"),
    ],
)
async def test_un_filtre_plus_fin_qu_une_dimension_est_refuse_avant_tout_ordre(
    monde: Monde, filtre: str, champ: str
) -> None:
    code, message = await monde.lire.refus(
        analyste(monde), f"{{ beneficiaires(filtre: {{ {filtre} }}) {{ totalCount }} }}"
    )
    assert (code, f"« {champ} »" in message) == ("INTERDIT", True)


@pytest.mark.parametrize(
    ("filtre", "code"),
    [
        ('debutReel: { du: "2025-01-01", au: "2025-02-28" }', None),
        ('debutReel: { au: "2024-02-29" }', None),
        ("finReelle: { absent: true }", None),
        ('debutReel: { du: "2025-01-02" }', "REQUETE_INVALIDE"),
        ('debutReel: { au: "2024-02-28" }', "REQUETE_INVALIDE"),
        ('debutReel: { egal: "2025-01-01" }', "INTERDIT"),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T00:00:00", au: "2025-03-31T23:59:59" } } }', None),
        ('entretiens: { un: { dateHeure: { du: "2024-12-31T23:00:00Z" } } }', None),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T00:00:00Z" } } }', "REQUETE_INVALIDE"),
        ('entretiens: { un: { dateHeure: { du: "2025-01-01T08:00:00" } } }', "REQUETE_INVALIDE"),
        ('entretiens: { un: { dateHeure: { au: "2025-03-31T00:00:00" } } }', "REQUETE_INVALIDE"),
    ],
)
async def test_une_date_se_filtre_par_mois_entiers(monde: Monde, filtre: str, code: str | None) -> None:
    document = f"{{ beneficiaires(filtre: {{ etapes: {{ un: {{ {filtre} }} }} }}) {{ totalCount }} }}"
    answer = await monde.lire(analyste(monde), document)
    assert codes(answer) == ([] if code is None else [(code, "beneficiaires")])


@pytest.mark.parametrize(
    ("filtre", "code"),
    [
        ('{ egal: "oui" }', None),
        ('{ parmi: ["oui", "non"] }', None),
        ('{ contient: "o" }', "INTERDIT"),
    ],
)
async def test_une_valeur_codee_se_filtre_entiere(monde: Monde, filtre: str, code: str | None) -> None:
    document = f"{{ beneficiaires(filtre: {{ caracteristiques: {{ un: {{ valeur: {filtre} }} }} }}) {{ totalCount }} }}"
    answer = await monde.lire(analyste(monde), document)
    assert codes(answer) == ([] if code is None else [(code, "beneficiaires")])


async def test_un_filtre_ne_trouve_pas_un_texte_libre(monde: Monde) -> None:
    """« oui » typed where a text is free is no coded value: it is not told, and not found."""
    ou = await secteur(monde)
    libre = db.DefinitionCaracteristique(
        code=f"LIBRE{ou.id}", rubrique="R", libelle="Libre", type=db.TypeCaracteristique.TEXTE, rang=9
    )
    await monde.ajouter(libre)
    for personne in await habitants(monde, 5, ou):
        await monde.ajouter(
            db.Caracteristique(
                beneficiaire_id=personne.id,
                definition_id=libre.id,
                valeur_saisie="oui",
                depuis=JOUR,
                verifiee_le=JOUR,
            )
        )
    assert await compter(monde, ou, 'caracteristiques: { un: { valeur: { egal: "oui" } } }') == SOUS_SECRET
    assert (await compter(monde, ou, "caracteristiques: { un: {} }"))["totalCount"] == 5


@pytest.mark.parametrize("champ", ["NOM", "NUMERO_DOSSIER", "DATE_NAISSANCE", "COMMUNE", "CREE_LE", "MODIFIE_LE"])
async def test_un_tri_qui_identifie_est_refuse(monde: Monde, champ: str) -> None:
    code, message = await monde.lire.refus(
        analyste(monde), f"{{ beneficiaires(tri: [{{ champ: {champ} }}]) {{ totalCount }} }}"
    )
    assert (code, champ in message) == ("INTERDIT", True)


async def test_un_tri_par_une_dimension_se_suit_de_page_en_page(monde: Monde) -> None:
    [personne] = await habitants(monde, 1)
    for jours in (10, 20, 30):
        await personne.entretien("A", "referent", jours=jours)
    document = (
        "query ($id: ID!, $c: Curseur) { beneficiaire(id: $id) { entretiens(first: 2, after: $c, tri: [{ champ:"
        " DUREE_MINUTES }]) { edges { cursor node { id } } } } }"
    )
    ici = {"id": opaque(monde, personne)}
    debut = (await monde.lire.data(analyste(monde), document, **ici))["beneficiaire"]["entretiens"]["edges"]
    suite = await monde.lire.data(analyste(monde), document, **ici, c=debut[-1]["cursor"])
    lus = [arete["node"]["id"] for arete in debut + suite["beneficiaire"]["entretiens"]["edges"]]
    assert len(set(lus)) == 3
    assert lus == sorted(lus)


async def test_un_dossier_ne_se_cherche_pas_par_son_numero(monde: Monde) -> None:
    code, _ = await monde.lire.refus(analyste(monde), '{ beneficiaire(numeroDossier: "#1") { id } }')
    assert code == "INTERDIT"

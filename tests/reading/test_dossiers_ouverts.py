"""Which files each profil opens, and for how long (permissions.md, scopes « s », « a », « t » and « * »)."""

from __future__ import annotations

import datetime as dt

import pytest

import db
from auth.caller import ANONYMOUS
from tests.reading.droits import OPERATEURS, lire, voit
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, il_y_a

pytestmark = pytest.mark.asyncio(loop_scope="session")


# Scope « s »: the file


@pytest.mark.parametrize("compte", OPERATEURS)
async def test_une_etape_ouverte_ouvre_le_dossier_a_sa_structure(monde: Monde, compte: str) -> None:
    assert await voit(monde, compte, await monde.suivie())


@pytest.mark.parametrize("compte", OPERATEURS)
async def test_un_dossier_d_ailleurs_n_existe_pas(monde: Monde, compte: str) -> None:
    personne = await monde.personne()
    await personne.etape("b")
    assert not await voit(monde, compte, personne)


@pytest.mark.parametrize(("jours", "ouvert"), [(0, True), (29, True), (30, False), (31, False)])
async def test_une_etape_finie_depuis_moins_de_30_jours_ouvre_encore(monde: Monde, jours: int, ouvert: bool) -> None:
    personne = await monde.personne()
    await personne.etape("a", fin=jours)
    assert await voit(monde, "referent", personne) is ouvert


@pytest.mark.parametrize(("jours", "ouvert"), [(0, True), (59, True), (60, False), (61, False)])
async def test_un_rattachement_ouvre_pendant_60_jours(monde: Monde, jours: int, ouvert: bool) -> None:
    personne = await monde.personne()
    await personne.rattachement("a", cree=jours)
    assert await voit(monde, "referent", personne) is ouvert


@pytest.mark.parametrize(("jours", "ouvert"), [(59, True), (60, False)])
async def test_un_positionnement_ouvre_pendant_60_jours(monde: Monde, jours: int, ouvert: bool) -> None:
    personne = await monde.personne()
    await personne.positionnement("a", cree=jours)
    assert await voit(monde, "referent", personne) is ouvert


async def test_un_rattachement_annule_n_ouvre_rien(monde: Monde) -> None:
    personne = await monde.personne()
    await personne.rattachement("a", cree=1, statut="ANNULE")
    assert not await voit(monde, "referent", personne)


@pytest.mark.parametrize(
    ("statut", "ouvert"), [("PROPOSE", True), ("ACCEPTE", True), ("REFUSE", False), ("ANNULE", False)]
)
async def test_un_positionnement_refuse_n_ouvre_rien(monde: Monde, statut: str, ouvert: bool) -> None:
    personne = await monde.personne()
    await personne.positionnement("a", cree=1, statut=statut)
    assert await voit(monde, "referent", personne) is ouvert


async def test_un_rattachement_suivi_d_une_etape_finie_n_ouvre_plus(monde: Monde) -> None:
    personne = await monde.personne()
    await personne.rattachement("a", cree=50, statut="SUIVI")
    await personne.etape("a", debut=49, fin=40)
    assert not await voit(monde, "referent", personne)


# Scopes « a », « t » and « * »


async def test_le_referent_de_parcours_voit_la_carte_de_tous_et_le_dossier_des_siens(monde: Monde) -> None:
    sien, autre = await monde.personne(telephone="+33612345678"), await monde.personne(telephone="+33612345679")
    await sien.referent("parcours", "PARCOURS")
    selection = "nom acces coordonnees { telephone } numeroDossier etapes { id } contrats { id }"
    await sien.etape("b")
    await autre.etape("b")
    vu = await lire(monde, "parcours", sien, selection)
    assert (vu["acces"], vu["coordonnees"]["telephone"], len(vu["etapes"])) == ("COMPLET", "+33612345678", 1)
    vu = await lire(monde, "parcours", autre, selection)
    assert vu["nom"]
    assert (vu["acces"], vu["coordonnees"]["telephone"], vu["etapes"]) == ("RESTREINT", None, [])


@pytest.mark.parametrize(
    ("debut", "fin", "actif"), [(10, None, True), (10, 0, True), (0, None, True), (10, 1, False), (-1, None, False)]
)
async def test_un_referent_de_parcours_l_est_le_temps_de_sa_mission(
    monde: Monde, debut: int, fin: int | None, actif: bool
) -> None:
    personne = await monde.personne(email="a@b.example")
    mission = db.Referent(
        beneficiaire_id=personne.id,
        collaborateur_id=monde.moi("parcours"),
        type=db.TypeReferent.PARCOURS,
        debut=il_y_a(debut),
        fin=None if fin is None else il_y_a(fin),
    )
    await monde.ajouter(mission)
    vu = await lire(monde, "parcours", personne, "coordonnees { email }")
    assert (vu["coordonnees"]["email"] is not None) is actif


async def test_un_referent_d_etape_n_est_pas_de_parcours(monde: Monde) -> None:
    personne = await monde.personne(email="a@b.example")
    await personne.referent("parcours", "ETAPE")
    vu = await lire(monde, "parcours", personne, "coordonnees { email }")
    assert vu["coordonnees"] == {"email": None}


@pytest.mark.parametrize(("secteur", "ouvert"), [("sdi", True), ("secteur", True), ("ailleurs", False), (None, False)])
async def test_le_sdi_a_tout_le_dossier_de_son_territoire_et_des_secteurs_dessous(
    monde: Monde, secteur: str | None, ouvert: bool
) -> None:
    personne = await monde.personne(
        email="a@b.example", secteur_id=monde.secteurs[secteur].id if secteur is not None else None
    )
    await personne.etape("sante")
    vu = await lire(monde, "sdi", personne, "nom coordonnees { email } etapes { intitule acces thematique { code } }")
    assert vu["nom"]
    assert vu["coordonnees"]["email"] == ("a@b.example" if ouvert else None)
    complete = {"intitule": "Offre sante", "acces": "COMPLET", "thematique": {"code": "PSME"}}
    assert vu["etapes"] == ([complete] if ouvert else [])


async def test_le_pilote_voit_chaque_dossier_meme_sans_secteur(monde: Monde) -> None:
    personne = await monde.personne(email="a@b.example")
    await personne.etape("sante")
    assert await voit(monde, "pilote", personne)
    vu = await lire(monde, "pilote", personne, "acces coordonnees { email } etapes { intitule acces }")
    assert vu == {
        "acces": "COMPLET",
        "coordonnees": {"email": "a@b.example"},
        "etapes": [{"intitule": "Offre sante", "acces": "COMPLET"}],
    }


@pytest.mark.parametrize("compte", ["support"])
@pytest.mark.parametrize(
    ("chemin", "selection"),
    [
        ("beneficiaire", "beneficiaire(id: $id) { id }"),
        ("node", "node(id: $id) { id }"),
        ("beneficiaires", "beneficiaires(filtre: { id: { egal: $id } }) { totalCount nodes { id } }"),
    ],
)
async def test_le_support_n_ouvre_aucun_dossier(monde: Monde, compte: str, chemin: str, selection: str) -> None:
    personne = await monde.suivie()
    answer = await monde.lire(monde.callers[compte], f"query ($id: ID!) {{ {selection} }}", id=personne.gid)
    assert answer["data"] == {chemin: None}
    assert codes(answer) == [("INTERDIT", chemin)]
    assert monde.lire.ordres == []


@pytest.mark.parametrize("compte", ["support", "infocentre", "accueil"])
async def test_chacun_lit_les_structures_et_les_collaborateurs(monde: Monde, compte: str) -> None:
    data = await monde.lire.data(
        monde.callers[compte],
        "{ structures { totalCount } collaborateurs { totalCount } moi { nom collaborateur { profil } } }",
    )
    assert data["structures"]["totalCount"] == 4
    assert data["moi"]["nom"] == compte.capitalize()


# Who asks


async def test_qui_n_est_pas_connecte_ne_lit_rien(monde: Monde) -> None:
    code, _ = await monde.lire.refus(ANONYMOUS, "{ structures { nodes { id } } }")
    assert code == "NON_AUTHENTIFIE"


async def test_une_structure_de_plus_ouvre_ses_dossiers(monde: Monde) -> None:
    """A plan is shared by every caller of a profil: nothing of the first one stays in it."""
    premier, second = await monde.suivie(), await monde.personne()
    await second.etape("b")
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    vus = [
        [
            node["id"]
            for node in (await monde.lire.data(monde.callers[c], document, ids=[premier.gid, second.gid]))["nodes"]
            if node
        ]
        for c in ("referent", "referent_b", "referent_s")
    ]
    assert vus == [[premier.gid], [second.gid], []]


async def test_minuit_a_paris_change_le_jour(monde: Monde) -> None:
    """« Today » is the day of Paris, not of UTC."""
    personne = await monde.personne(email="a@b.example")
    await monde.ajouter(
        db.Referent(
            beneficiaire_id=personne.id,
            collaborateur_id=monde.moi("parcours"),
            type=db.TypeReferent.PARCOURS,
            debut=il_y_a(-1),
        )
    )
    application = monde.lire.application
    horloge = application.clock
    try:
        for instant, ouvert in (("22:59:59", False), ("23:00:00", True)):
            moment = dt.datetime.fromisoformat(f"2025-03-28T{instant}+00:00")
            application.clock = lambda moment=moment: moment
            vu = await lire(monde, "parcours", personne, "coordonnees { email }")
            assert (vu["coordonnees"]["email"] is not None) is ouvert
    finally:
        application.clock = horloge

"""What each profil sees of a file: permissions.md, sentence by sentence, with the data and with their absence."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

import db
from auth.caller import ANONYMOUS
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, Personne, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")

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


# Étapes of other structures


async def etape_vue(monde: Monde, compte: str, offre: str) -> Any:
    """The étape at another structure, ended 40 days ago, of a file that A follows."""
    personne = await monde.suivie()
    await personne.etape(offre, debut=100, fin=40, commentaire="Texte")
    vu = await lire(
        monde,
        compte,
        personne,
        """etapes {
            acces intitule debutReel finReelle dureeMois thematique { code } structure { raisonSociale }
            accompagnateur { id } offreDeService { id } motifFin { code } commentaire validee accompagnement { id }
            referentInitiateur { id } objectifs { id } caracteristiques { valeur } passagesConvention { libelle }
            presence { joursRealises joursPrevus totalHeures jours { jour } heuresMensuelles { mois } }
        }""",
    )
    [etape, _] = vu["etapes"]
    return etape


DETAIL_MASQUE = {
    "offreDeService": None,
    "motifFin": None,
    "commentaire": None,
    "validee": None,
    "accompagnement": None,
    "referentInitiateur": None,
    "objectifs": None,
    "caracteristiques": None,
    "passagesConvention": None,
    "presence": {
        "joursRealises": None,
        "joursPrevus": None,
        "totalHeures": None,
        "jours": None,
        "heuresMensuelles": None,
    },
}


@pytest.mark.parametrize("compte", OPERATEURS)
@pytest.mark.parametrize("offre", ["b", "s", "sante"])
async def test_l_etape_d_une_autre_structure_ne_montre_que_ses_dates(monde: Monde, compte: str, offre: str) -> None:
    etape = await etape_vue(monde, compte, offre)
    classement = {key: etape.pop(key) for key in ("thematique", "structure", "accompagnateur")}
    assert etape == {
        "acces": "RESTREINT",
        "intitule": MASQUE,
        "debutReel": il_y_a(100).isoformat(),
        "finReelle": il_y_a(40).isoformat(),
        "dureeMois": 2.0,
        **DETAIL_MASQUE,
    }
    montre = compte != "accueil" and offre == "b"
    assert (classement["thematique"] == {"code": "MOC"}) is montre
    assert (classement["structure"] == {"raisonSociale": "Structure B"}) is montre
    assert montre or set(classement.values()) == {None}


@pytest.mark.parametrize("compte", OPERATEURS)
@pytest.mark.parametrize("offre", ["b", "s", "sante"])
async def test_le_departement_peut_ouvrir_le_classement_des_etapes_a_tous(
    monde: Monde, compte: str, offre: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`VIESION_OUVRIR_ETAPES`: health and sensible structures stay masked, and so does the detail."""
    ferme = await etape_vue(monde, compte, offre)
    monkeypatch.setattr(monde.lire.application.settings, "ouvrir_etapes", True)
    ouvert = await etape_vue(monde, compte, offre)
    montre = offre == "b"
    assert (ouvert["thematique"] == {"code": "MOC"}) is montre
    assert (ouvert["structure"] == {"raisonSociale": "Structure B"}) is montre
    if compte != "accueil":
        assert {**ouvert, "accompagnateur": None} == {**ferme, "accompagnateur": None}
    for etape in (ferme, ouvert):
        for champ in ("thematique", "structure", "accompagnateur"):
            etape.pop(champ)
    assert ouvert == ferme


@pytest.mark.parametrize("compte", OPERATEURS)
async def test_l_etape_de_sa_structure_est_complete(monde: Monde, compte: str) -> None:
    etape = await etape_vue(monde, compte, "a")
    assert (etape["acces"], etape["intitule"], etape["thematique"]) == ("COMPLET", "Offre a", {"code": "MOC"})
    assert (etape["motifFin"], etape["commentaire"], etape["validee"]) == ({"code": 1}, "Texte", False)
    assert etape["presence"] == {
        "joursRealises": 0,
        "joursPrevus": 66,
        "totalHeures": 0.0,
        "jours": [],
        "heuresMensuelles": [],
    }


@pytest.mark.parametrize("chemin", ["etape(id: $id)", "node(id: $id)"])
async def test_une_etape_masquee_l_est_aussi_par_son_identifiant(monde: Monde, chemin: str) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("sante")
    data = await monde.lire.data(
        monde.callers["referent"],
        f"query ($id: ID!) {{ e: {chemin} {{ ... on Etape {{ intitule acces structure {{ id }} }} }} }}",
        id=f"Etape:{etape.id}",
    )
    assert data["e"] == {"intitule": MASQUE, "acces": "RESTREINT", "structure": None}


async def test_une_etape_d_un_dossier_ferme_n_existe_pas(monde: Monde) -> None:
    personne = await monde.personne()
    etape = await personne.etape("b")
    data = await monde.lire.data(monde.callers["referent"], f'{{ etape(id: "Etape:{etape.id}") {{ id }} }}')
    assert data == {"etape": None}


# Reverse paths (rule 3)


@pytest.mark.parametrize(("offre", "visible"), [("a", True), ("b", True), ("s", False), ("sante", False)])
async def test_les_referents_d_une_etape_masquee_le_sont_aussi(monde: Monde, offre: str, visible: bool) -> None:
    personne = await monde.suivie()
    etape = await personne.etape(offre)
    await personne.referent("referent_b", "ETAPE", etape_id=etape.id)
    vu = await lire(
        monde,
        "referent",
        personne,
        "referents { collaborateur { nom structures { raisonSociale } } } etapes { referents { id } }",
    )
    assert (len(vu["referents"]) == 1) is visible
    assert any(e["referents"] for e in vu["etapes"]) is visible


async def test_un_referent_d_etape_sans_etape_n_est_vu_que_de_ses_collegues(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.etape("b")
    await personne.referent("referent_b", "ETAPE")
    assert (await lire(monde, "referent", personne, "referents { id }"))["referents"] == []
    assert len((await lire(monde, "referent_b", personne, "referents { id }"))["referents"]) == 1


@pytest.mark.parametrize("nature", ["PARCOURS", "HORS_ACCOMPAGNEMENT"])
async def test_les_autres_referents_sont_vus_de_qui_suit_le_dossier(monde: Monde, nature: str) -> None:
    personne = await monde.suivie()
    await personne.referent("parcours", nature)
    vu = await lire(monde, "accueil", personne, "referents { type collaborateur { nom } } referentParcours { type }")
    assert vu["referents"] == [{"type": nature, "collaborateur": {"nom": "Parcours"}}]
    assert vu["referentParcours"] == ({"type": nature} if nature == "PARCOURS" else None)


@pytest.mark.parametrize(("offre", "visible"), [("a", True), ("b", True), ("s", False), ("sante", False)])
@pytest.mark.parametrize("nature", ["rattachement", "positionnement"])
async def test_une_entree_vers_une_offre_a_masquer_l_est_aussi(
    monde: Monde, nature: str, offre: str, visible: bool
) -> None:
    personne = await monde.suivie()
    row = await getattr(personne, nature)(offre, cree=3)
    vu = await lire(monde, "referent", personne, f"{nature}s {{ id structure {{ id }} offreDeService {{ id }} }}")
    assert (len(vu[f"{nature}s"]) == 1) is visible
    data = await monde.lire.data(
        monde.callers["referent"], "query ($id: ID!) { node(id: $id) { id } }", id=f"{nature.capitalize()}:{row.id}"
    )
    assert (data["node"] is not None) is visible


@pytest.mark.parametrize("offre", ["a", "b"])
@pytest.mark.parametrize("nature", ["rattachement", "positionnement"])
async def test_l_accueil_ne_lit_pas_ou_une_autre_structure_attend_la_personne(
    monde: Monde, nature: str, offre: str
) -> None:
    personne = await monde.suivie()
    row = await getattr(personne, nature)(offre, cree=3)
    montre = "motif" if nature == "positionnement" else "debut"
    vu = await lire(
        monde, "accueil", personne, f"{nature}s {{ statut structure {{ id }} offreDeService {{ id }} {montre} }}"
    )
    [lu] = vu[f"{nature}s"]
    assert lu["statut"]
    assert (lu["structure"] is not None, lu["offreDeService"] is not None) == (offre == "a", offre == "a")
    filtre = (
        f'{{ {nature}s: {{ un: {{ structure: {{ un: {{ id: {{ egal: "Structure:{row.structure_id}" }} }} }} }} }} }}'
    )
    cherche = f'{{ ET: [{filtre}, {{ id: {{ egal: "{personne.gid}" }} }}] }}'
    data = await monde.lire.data(monde.callers["accueil"], f"{{ beneficiaires(filtre: {cherche}) {{ totalCount }} }}")
    assert data["beneficiaires"]["totalCount"] == (offre == "a")


@pytest.mark.parametrize(
    ("offres", "accueil", "referent"),
    [
        ((), True, True),
        (("a",), True, True),
        (("b",), False, True),
        (("s",), False, False),
        (("sante",), False, False),
        (("s", "sante"), False, False),
        (("s", "b"), False, True),
        (("s", "a"), True, True),
    ],
)
async def test_un_objectif_des_seules_etapes_masquees_l_est_aussi(
    monde: Monde, offres: tuple[str, ...], accueil: bool, referent: bool
) -> None:
    personne = await monde.suivie()
    objectif = db.Objectif(beneficiaire_id=personne.id, libelle="Se soigner")
    await monde.ajouter(objectif)
    for offre in offres:
        etape = await personne.etape(offre)
        async with monde.lire.application.writes.begin() as connection:
            await connection.execute(db.objectif_etape.insert().values(objectif_id=objectif.id, etape_id=etape.id))
    for compte, visible in (("accueil", accueil), ("referent", referent), ("responsable", referent), ("pilote", True)):
        vu = await lire(monde, compte, personne, "objectifs { libelle }")
        assert vu["objectifs"] == ([{"libelle": "Se soigner"}] if visible else [])
        data = await monde.lire.data(monde.callers[compte], f'{{ node(id: "Objectif:{objectif.id}") {{ id }} }}')
        assert (data["node"] is not None) is visible


async def test_un_rapport_a_l_etape_ne_demasque_rien(monde: Monde) -> None:
    """From my own entretien, linked to my étape and to a masked one, the masked one stays masked."""
    personne = await monde.suivie()
    masquee = await personne.etape("sante", debut=50)
    mienne = await personne.etape("a", debut=60)
    entretien = await personne.entretien("A", "referent")
    await lier(monde, entretien, masquee, mienne)
    vu = await lire(
        monde,
        "referent",
        personne,
        "entretiens { nodes { etapes { intitule entretiens { nodes { id etapes { intitule } } } } } }",
    )
    [lu] = vu["entretiens"]["nodes"]
    assert [etape["intitule"] for etape in lu["etapes"]] == ["Offre a", MASQUE]
    for etape in lu["etapes"]:
        [dessous] = etape["entretiens"]["nodes"]
        assert [e["intitule"] for e in dessous["etapes"]] == ["Offre a", MASQUE]


async def lier(monde: Monde, entretien: db.Entretien, *etapes: db.Etape) -> None:
    """Ties an entretien to étapes."""
    async with monde.lire.application.writes.begin() as connection:
        for etape in etapes:
            await connection.execute(
                db.entretien_etape.insert().values(
                    entretien_id=entretien.id, etape_id=etape.id, beneficiaire_id=entretien.beneficiaire_id
                )
            )


# Entretiens: own rows


async def test_les_entretiens_d_une_autre_structure_n_existent_pas(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.entretien("B", "referent_b", jours=1)
    await personne.entretien("A", "referent", jours=5)
    await personne.entretien("B", "referent_b", jours=-3, realisation=db.Realisation.PREVU)
    vu = await lire(
        monde,
        "referent",
        personne,
        "entretiens { totalCount nodes { dateHeure } } dernierEntretien { dateHeure } prochainEntretien { dateHeure }",
    )
    assert vu["entretiens"] == {"totalCount": 1, "nodes": [{"dateHeure": vu["dernierEntretien"]["dateHeure"]}]}
    assert vu["dernierEntretien"]["dateHeure"].startswith(il_y_a(5).isoformat())
    assert vu["prochainEntretien"] is None


async def test_une_structure_partie_ne_voit_plus_ses_entretiens(monde: Monde) -> None:
    personne = await monde.personne()
    await personne.etape("a", fin=31)
    await personne.etape("b")
    entretien = await personne.entretien("A", "referent")
    data = await monde.lire.data(monde.callers["referent"], f'{{ entretien(id: "Entretien:{entretien.id}") {{ id }} }}')
    assert data == {"entretien": None}


@pytest.mark.parametrize("compte", ["accueil", "sdi", "pilote"])
async def test_la_synthese_et_les_themes_sont_interdits(monde: Monde, compte: str) -> None:
    """One error for each response path, without the indices of the lists."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    for jours in (3, 4, 5):
        await personne.entretien("A", "referent", jours=jours)
    answer = await monde.lire(
        monde.callers[compte],
        """query ($id: ID!) { b: beneficiaire(id: $id) {
            entretiens { nodes { dateHeure texte: synthese themes { rang } } edges { node { synthese } } }
        } }""",
        id=personne.gid,
    )
    page = answer["data"]["b"]["entretiens"]
    assert [(node["texte"], node["themes"]) for node in page["nodes"]] == [(None, None)] * 3
    assert all(node["dateHeure"] for node in page["nodes"])
    assert codes(answer) == [
        ("INTERDIT", "b.entretiens.edges.node.synthese"),
        ("INTERDIT", "b.entretiens.nodes.texte"),
        ("INTERDIT", "b.entretiens.nodes.themes"),
    ]
    assert "Synthèse" not in str(answer)


async def test_une_interdiction_demandee_deux_fois_n_est_dite_qu_une_fois(monde: Monde) -> None:
    personne = await monde.suivie()
    entretiens = [await personne.entretien("A", "referent", jours=jours) for jours in (3, 4)]
    answer = await monde.lire(
        monde.callers["accueil"],
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Entretien { synthese } } }",
        ids=[f"Entretien:{entretien.id}" for entretien in entretiens],
    )
    assert answer["data"]["nodes"] == [{"synthese": None}] * 2
    assert codes(answer) == [("INTERDIT", "nodes.synthese")]


async def test_nodes_ne_dit_qu_une_fois_un_refus_de_ses_types(monde: Monde) -> None:
    answer = await monde.lire(
        monde.callers["support"],
        '{ nodes(ids: ["Beneficiaire:1", "Beneficiaire:2", "Etape:1", "Structure:1"]) { id } }',
    )
    assert answer["data"]["nodes"] == [None, None, None, {"id": "Structure:1"}]
    assert codes(answer) == [("INTERDIT", "nodes")]


@pytest.mark.parametrize("compte", ["referent", "responsable"])
async def test_la_synthese_est_lue_de_sa_structure(monde: Monde, compte: str) -> None:
    personne = await monde.suivie()
    await personne.entretien("A", "referent")
    vu = await lire(monde, compte, personne, "entretiens { nodes { synthese themes { rang } } }")
    assert vu["entretiens"]["nodes"] == [{"synthese": "Synthèse", "themes": []}]


async def test_une_note_privee_n_est_lue_que_de_son_auteur(monde: Monde) -> None:
    personne = await monde.suivie()
    entretien = await personne.entretien("A", "referent")
    note = db.NotePrivee(entretien_id=entretien.id, auteur_id=monde.moi("referent"), texte="Pour moi")
    await monde.ajouter(note)
    selection = "entretiens { nodes { notesPrivees { texte } } }"
    for compte, textes in (("referent", [{"texte": "Pour moi"}]), ("responsable", []), ("pilote", [])):
        vu = await lire(monde, compte, personne, selection)
        assert vu["entretiens"]["nodes"] == [{"notesPrivees": textes}]
        data = await monde.lire.data(monde.callers[compte], f'{{ node(id: "NotePrivee:{note.id}") {{ id }} }}')
        assert (data["node"] is not None) is bool(textes)


async def test_une_seance_ne_montre_que_les_participants_dont_le_dossier_est_ouvert(monde: Monde) -> None:
    suivi, parti = await monde.suivie(), await monde.personne()
    await parti.etape("a", fin=90)
    seance = db.Seance(
        intitule="Atelier",
        structure_id=monde.structures["A"].id,
        collaborateur_id=monde.moi("referent"),
        date_heure=midi(100),
        duree_minutes=60,
    )
    await monde.ajouter(seance)
    lu = await suivi.entretien("A", "referent", seance_id=seance.id)
    await parti.entretien("A", "referent", seance_id=seance.id)
    data = await monde.lire.data(
        monde.callers["referent"],
        f'{{ node(id: "Seance:{seance.id}") {{ ... on Seance {{ entretiens {{ id beneficiaire {{ id }} }} }} }} }}',
    )
    assert data["node"]["entretiens"] == [{"id": f"Entretien:{lu.id}", "beneficiaire": {"id": suivi.gid}}]


# Bilans and their transmission


async def bilans_vus(monde: Monde, compte: str, *envois: tuple[str, str | None]) -> int:
    """How many bilans that account sees, of the one of structure B sent to `envois`."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    await personne.etape("b")
    bilan = await personne.bilan("B")
    for destinataire, structure in envois:
        await personne.transmettre(bilan, destinataire, structure)
    vus = (await lire(monde, compte, personne, "bilans { id complet }"))["bilans"]
    data = await monde.lire.data(monde.callers[compte], f'{{ bilan(id: "Bilan:{bilan.id}") {{ id }} }}')
    assert (data["bilan"] is not None) is bool(vus)
    return len(vus)


@pytest.mark.parametrize(
    ("compte", "envois", "vus"),
    [
        ("referent_b", [], 1),
        ("referent", [], 0),
        ("referent", [("STRUCTURE", "A")], 1),
        ("responsable", [("STRUCTURE", "A")], 1),
        ("referent", [("STRUCTURE", "S")], 0),
        ("referent", [("SDI", None)], 0),
        ("referent", [("RU", None)], 0),
        ("referent", [("SDI", None), ("STRUCTURE", "A"), ("STRUCTURE", "S")], 1),
        ("sdi", [], 0),
        ("sdi", [("SDI", None)], 1),
        ("sdi", [("STRUCTURE", "A")], 0),
        ("pilote", [], 0),
        ("pilote", [("SDI", None)], 1),
        ("pilote", [("STRUCTURE", "A")], 1),
    ],
)
async def test_un_bilan_s_ouvre_a_qui_il_est_transmis(
    monde: Monde, compte: str, envois: list[tuple[str, str | None]], vus: int
) -> None:
    assert await bilans_vus(monde, compte, *envois) == vus


@pytest.mark.parametrize("chemin", ["bilan(id: $id)", "node(id: $id)", "nodes(ids: [$id])"])
@pytest.mark.parametrize("compte", ["referent", "responsable"])
async def test_un_bilan_transmis_n_ouvre_rien_d_autre_du_dossier(monde: Monde, compte: str, chemin: str) -> None:
    personne = await monde.personne(commune="Lattes")
    etape = await personne.etape("b", commentaire="Texte")
    bilan = await personne.bilan("B", etape_id=etape.id)
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent_b"),
            action=db.ActionJournal.MODIFICATION,
            type="Bilan",
            objet_id=bilan.id,
            beneficiaire_id=personne.id,
        )
    )
    await personne.transmettre(bilan, "STRUCTURE", "A")
    data = await monde.lire.data(
        monde.callers[compte],
        f"""query ($id: ID!) {{ lu: {chemin} {{ ... on Bilan {{
            structure {{ raisonSociale }} complet transmissions {{ destinataire }}
            beneficiaire {{ id nom commune etapes {{ id }} }} etape {{ id debutReel structure {{ id }} }}
            historique {{ totalCount nodes {{ quand }} }}
        }} }} }}""",
        id=f"Bilan:{bilan.id}",
    )
    [lu] = data["lu"] if isinstance(data["lu"], list) else [data["lu"]]
    assert lu == {
        "structure": {"raisonSociale": "Structure B"},
        "complet": True,
        "transmissions": [{"destinataire": "STRUCTURE"}],
        "beneficiaire": None,
        "etape": None,
        "historique": {"totalCount": 0, "nodes": []},
    }
    assert not await voit(monde, compte, personne)


async def test_un_document_transmis_n_ouvre_ni_le_dossier_ni_son_bilan(monde: Monde) -> None:
    personne = await monde.personne()
    etape = await personne.etape("b")
    bilan = await personne.bilan("B", etape_id=etape.id)
    modele = db.ModeleDocument(code="TRANSMIS", libelle="Transmis")
    await monde.ajouter(modele)
    document = db.Document(
        beneficiaire_id=personne.id,
        structure_id=monde.structures["B"].id,
        modele_id=modele.id,
        etape_id=etape.id,
        bilan_id=bilan.id,
        cree_par_id=monde.moi("referent_b"),
        edite_le=il_y_a(2),
    )
    await monde.ajouter(document)
    await monde.ajouter(
        db.Transmission(
            document_id=document.id,
            destinataire=db.Destinataire.STRUCTURE,
            structure_id=monde.structures["A"].id,
            date=il_y_a(1),
            par_id=monde.moi("referent_b"),
        )
    )
    data = await monde.lire.data(
        monde.callers["referent"],
        """query ($id: ID!) { node(id: $id) { ... on Document {
            editeLe beneficiaire { id } bilan { id } etape { id }
        } } }""",
        id=f"Document:{document.id}",
    )
    assert data["node"] == {"editeLe": il_y_a(2).isoformat(), "beneficiaire": None, "bilan": None, "etape": None}


async def test_l_accueil_ne_lit_pas_les_bilans(monde: Monde) -> None:
    personne = await monde.suivie()
    bilan = await personne.bilan("A")
    answer = await monde.lire(
        monde.callers["accueil"],
        """query ($id: ID!, $bilan: ID!) { beneficiaire(id: $id) { nom bilans { id } } bilan(id: $bilan) { id } }""",
        bilan=f"Bilan:{bilan.id}",
        id=personne.gid,
    )
    assert answer["data"]["beneficiaire"]["bilans"] is None
    assert answer["data"]["beneficiaire"]["nom"]
    assert answer["data"]["bilan"] is None
    assert codes(answer) == [("INTERDIT", "beneficiaire.bilans"), ("INTERDIT", "bilan")]


async def test_le_referent_de_parcours_lit_les_bilans_non_transmis(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.referent("parcours", "PARCOURS")
    await personne.bilan("B")
    assert len((await lire(monde, "parcours", personne, "bilans { id }"))["bilans"]) == 1


# Difficultés, caractéristiques, contrats


@pytest.mark.parametrize(
    ("compte", "structure", "sante", "lu"),
    [
        ("referent", "A", False, "Commentaire"),
        ("referent", "B", False, None),
        ("referent", "A", True, "Commentaire"),
        ("referent", "B", True, "absente"),
        ("responsable", "B", True, "absente"),
        ("parcours", "B", True, "Commentaire"),
        ("sdi", "B", True, "Commentaire"),
        ("pilote", "B", True, "absente"),
    ],
)
async def test_une_difficulte_de_sante_et_les_commentaires_restent_a_leur_structure(
    monde: Monde, compte: str, structure: str, sante: bool, lu: str | None
) -> None:
    personne = await monde.suivie(secteur_id=monde.secteurs["sdi"].id)
    await personne.referent("parcours", "PARCOURS")
    await personne.difficulte(structure, sante=sante)
    champs = "difficulte { code }" + ("" if compte == "pilote" else " commentaire")
    vues = (await lire(monde, compte, personne, f"difficultes {{ {champs} }}"))["difficultes"]
    assert len(vues) == (0 if lu == "absente" else 1)
    assert all(vue.get("commentaire") == lu for vue in vues)


async def test_le_commentaire_d_une_difficulte_est_interdit_au_pilote(monde: Monde) -> None:
    personne = await monde.suivie()
    await personne.difficulte("A")
    answer = await monde.lire(
        monde.callers["pilote"],
        "query ($id: ID!) { beneficiaire(id: $id) { difficultes { commentaire debut } } }",
        id=personne.gid,
    )
    assert answer["data"]["beneficiaire"]["difficultes"] == [{"commentaire": None, "debut": il_y_a(30).isoformat()}]
    assert codes(answer) == [("INTERDIT", "beneficiaire.difficultes.commentaire")]


@pytest.mark.parametrize(
    ("compte", "vues"), [("accueil", ["PERMIS"]), ("referent", ["PERMIS", "RQTH"]), ("pilote", ["PERMIS", "RQTH"])]
)
async def test_les_caracteristiques_de_sante_sont_masquees_a_l_accueil(
    monde: Monde, compte: str, vues: list[str]
) -> None:
    personne = await monde.suivie()
    await monde.ajouter(*(db.Caracteristique(beneficiaire_id=personne.id, definition_id=rang) for rang in (1, 2)))
    vu = await lire(monde, compte, personne, "caracteristiques { definition { code } etat }")
    assert [ligne["definition"]["code"] for ligne in vu["caracteristiques"]] == vues
    assert {ligne["etat"] for ligne in vu["caracteristiques"]} == {"MANQUANTE"}


@pytest.mark.parametrize(("verifiee", "etat"), [(0, "A_JOUR"), (100, "A_JOUR"), (101, "A_ACTUALISER")])
async def test_une_caracteristique_vieillit_apres_son_delai(monde: Monde, verifiee: int, etat: str) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Caracteristique(
            beneficiaire_id=personne.id,
            definition_id=2,
            valeur_saisie="OUI",
            depuis=il_y_a(300),
            verifiee_le=il_y_a(verifiee),
        )
    )
    vu = await lire(monde, "referent", personne, "caracteristiques { valeur etat }")
    assert vu["caracteristiques"] == [{"valeur": "OUI", "etat": etat}]


async def test_le_commentaire_d_un_contrat_est_interdit_a_l_accueil(monde: Monde) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Contrat(
            beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(9), commentaire="Texte du contrat"
        )
    )
    document = "query ($id: ID!) { beneficiaire(id: $id) { contrats { type commentaire } } }"
    answer = await monde.lire(monde.callers["accueil"], document, id=personne.gid)
    assert answer["data"]["beneficiaire"]["contrats"] == [{"type": "CER", "commentaire": None}]
    assert codes(answer) == [("INTERDIT", "beneficiaire.contrats.commentaire")]
    vu = await lire(monde, "referent", personne, "contrats { commentaire }")
    assert vu["contrats"] == [{"commentaire": "Texte du contrat"}]


# Who asks


async def test_une_note_personnelle_n_est_lue_que_de_son_auteur(monde: Monde) -> None:
    personne = await monde.personne()
    note = db.Note(collaborateur_id=monde.moi("referent"), beneficiaire_id=personne.id, texte="À rappeler")
    await monde.ajouter(note)
    document = f'{{ node(id: "Note:{note.id}") {{ ... on Note {{ texte beneficiaire {{ nom }} }} }} }}'
    assert await monde.lire.data(monde.callers["referent"], document) == {
        "node": {"texte": "À rappeler", "beneficiaire": None}
    }
    assert await monde.lire.data(monde.callers["responsable"], document) == {"node": None}


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

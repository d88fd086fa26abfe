"""The history of each object: which writings are told, whom they name, and which changed fields are shown."""

from __future__ import annotations

from typing import Any

import pytest

import db
from auth.history import fields
from auth.naming import api_name
from db.enums import ActionJournal, Profil
from resolvers.writing.journal import attributs
from tests.reading.lecteur import codes
from tests.reading.monde import Monde, Personne, il_y_a, midi

pytestmark = pytest.mark.asyncio(loop_scope="session")

HISTORIQUE = """query ($id: ID!) { node(id: $id) { ... on %s { historique {
    totalCount nodes { quand action profil collaborateur { nom } structure { raisonSociale }
    changements { champ avant apres } } } } } }"""


async def noter(
    monde: Monde,
    compte: str,
    objet: db.Base,
    changements: dict[str, tuple[Any, Any]] | None = None,
    *,
    jours: int = 1,
    action: ActionJournal = ActionJournal.MODIFICATION,
) -> None:
    """A writing on an object, as the mutations journal it, by an account."""
    caller, row = monde.callers[compte], objet
    await monde.ajouter(
        db.Journal(
            quand=midi(jours),
            collaborateur_id=caller.collaborateur,
            profil=caller.profil,
            structure_id=caller.structures[0],
            action=action,
            type=type(row).__name__,
            objet_id=row.id,  # type: ignore[attr-defined]
            beneficiaire_id=getattr(row, "beneficiaire_id", row.id),  # type: ignore[attr-defined]
            details={champ: {"avant": avant, "apres": apres} for champ, (avant, apres) in (changements or {}).items()}
            or None,
        )
    )


async def histoire(monde: Monde, compte: str, objet: db.Base) -> list[dict[str, Any]]:
    """The history that the account reads of an object, without any error."""
    type_ = type(objet).__name__
    id_ = f"{type_}:{objet.id}"  # type: ignore[attr-defined]
    data = await monde.lire.data(monde.callers[compte], HISTORIQUE % type_, id=id_)
    page = data["node"]["historique"]
    assert page["totalCount"] == len(page["nodes"])
    nodes: list[dict[str, Any]] = page["nodes"]
    return nodes


def champs(modifications: list[dict[str, Any]]) -> list[list[str]]:
    """The names of the changed fields that are shown, by writing."""
    return [[un["champ"] for un in modification["changements"]] for modification in modifications]


async def dossier_partage(monde: Monde) -> Personne:
    """A file of the SDI's territory that A follows, and whose référent de parcours is `parcours`."""
    personne = await monde.suivie(secteur_id=monde.secteurs["secteur"].id)
    await personne.referent("parcours", "PARCOURS")
    return personne


async def test_l_historique_va_de_la_plus_recente_a_la_plus_ancienne(monde: Monde) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a")
    await noter(monde, "referent", etape, {"debutReel": (None, "2024-01-08")}, jours=9, action=ActionJournal.CREATION)
    await noter(monde, "referent", etape, {"debutReel": ("2024-01-08", "2024-01-09")}, jours=2)
    assert await histoire(monde, "referent", etape) == [
        {
            "quand": quand,
            "action": action,
            "profil": "REFERENT",
            "collaborateur": {"nom": "Referent"},
            "structure": {"raisonSociale": "Structure A"},
            "changements": [{"champ": "debutReel", "avant": avant, "apres": apres}],
        }
        for quand, action, avant, apres in (
            (f"{il_y_a(2)}T13:00:00+01:00", "MODIFICATION", "2024-01-08", "2024-01-09"),
            (f"{il_y_a(9)}T13:00:00+01:00", "CREATION", None, "2024-01-08"),
        )
    ]


async def test_une_valeur_se_lit_en_texte(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(
        monde,
        "referent",
        etape,
        {
            "validee": (False, True),
            "offreDeService": ("OffreDeService:1", "OffreDeService:2"),
            "commentaire": ("Un « mot »", None),
        },
    )
    [modification] = await histoire(monde, "referent", etape)
    assert modification["changements"] == [
        {"champ": "commentaire", "avant": "Un « mot »", "apres": None},
        {"champ": "offreDeService", "avant": "OffreDeService:1", "apres": "OffreDeService:2"},
        {"champ": "validee", "avant": "false", "apres": "true"},
    ]


async def test_une_lecture_n_est_pas_une_modification(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape, action=ActionJournal.LECTURE)
    await noter(monde, "referent", etape, action=ActionJournal.ACCES_REFUSE)
    assert await histoire(monde, "pilote", etape) == []


async def test_l_historique_d_un_objet_n_est_pas_celui_d_un_autre_de_meme_numero(monde: Monde) -> None:
    personne = await monde.suivie()
    etape = await personne.etape("a")
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent"),
            action=ActionJournal.MODIFICATION,
            type="Souhait",
            objet_id=etape.id,
            beneficiaire_id=personne.id,
        )
    )
    assert await histoire(monde, "pilote", etape) == []


async def test_une_ecriture_sans_detail_est_dite_sans_changement(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape)
    [modification] = await histoire(monde, "referent", etape)
    assert modification["changements"] == []


# Whose writings


@pytest.mark.parametrize(
    ("compte", "lus"),
    [
        ("accueil", 0),
        ("referent", 1),
        ("responsable", 3),
        ("parcours", 1),
        ("sdi", 3),
        ("pilote", 3),
    ],
)
async def test_chacun_lit_ses_ecritures_et_celles_que_son_profil_lui_ouvre(monde: Monde, compte: str, lus: int) -> None:
    personne = await dossier_partage(monde)
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    for auteur in ("referent", "parcours", "referent_b"):
        await noter(monde, auteur, contrat, {"numero": ("1", "2")})
    assert len(await histoire(monde, compte, contrat)) == lus


@pytest.mark.parametrize("compte", ["responsable", "sdi"])
async def test_l_historique_suit_un_objet_dont_le_dossier_a_ete_fusionne(monde: Monde, compte: str) -> None:
    """The journal tells the file as it was: the absorbed one, that nobody follows any more."""
    absorbe, personne = await monde.personne(), await dossier_partage(monde)
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("referent"),
            structure_id=monde.structures["A"].id,
            action=ActionJournal.CREATION,
            type="Contrat",
            objet_id=contrat.id,
            beneficiaire_id=absorbe.id,
            details={"numero": {"avant": None, "apres": "1"}},
        )
    )
    assert champs(await histoire(monde, compte, contrat)) == [["numero"]]


@pytest.mark.parametrize("compte", ["responsable", "sdi"])
async def test_hors_de_son_ressort_on_ne_lit_que_ses_ecritures(monde: Monde, compte: str) -> None:
    """A collaborateur belongs to no file, and nobody's scope."""
    qui = db.Collaborateur(nom="Delmas", prenom="Zoé", email=f"z.{compte}@essai.example", profil=Profil.REFERENT)
    await monde.ajouter(qui)
    for auteur in ("pilote", compte):
        caller = monde.callers[auteur]
        await monde.ajouter(
            db.Journal(
                quand=midi(1),
                collaborateur_id=caller.collaborateur,
                profil=caller.profil,
                action=ActionJournal.MODIFICATION,
                type="Collaborateur",
                objet_id=qui.id,
                details={"fonction": {"avant": None, "apres": auteur}},
            )
        )
    assert [m["profil"] for m in await histoire(monde, compte, qui)] == [monde.callers[compte].profil]
    assert len(await histoire(monde, "pilote", qui)) == 2


async def test_l_infocentre_ne_lit_aucun_historique(monde: Monde) -> None:
    answer = await monde.lire(monde.callers["infocentre"], "{ moi { collaborateur { historique { totalCount } } } }")
    assert answer["data"] == {"moi": {"collaborateur": {"historique": None}}}
    assert codes(answer) == [("INTERDIT", "moi.collaborateur.historique")]


# Who is named (rule 3)


@pytest.mark.parametrize(
    ("auteur", "nomme", "structure"),
    [
        ("referent", "Referent", "Structure A"),
        ("referent_b", None, None),
        ("referent_s", None, None),
        ("sdi", "Sdi", "Département"),
        ("pilote", "Pilote", "Département"),
    ],
)
async def test_un_responsable_n_apprend_pas_quel_autre_operateur_a_ecrit(
    monde: Monde, auteur: str, nomme: str | None, structure: str | None
) -> None:
    personne = await dossier_partage(monde)
    etape = await personne.etape("b")
    await noter(monde, auteur, etape, {"debutReel": ("2024-01-08", "2024-01-09")})
    attendu = (nomme and {"nom": nomme}, structure and {"raisonSociale": structure})
    [modification] = await histoire(monde, "responsable", etape)
    assert (modification["collaborateur"], modification["structure"]) == attendu
    assert modification["action"] == "MODIFICATION"
    assert champs([modification]) == [["debutReel"]]
    # The root list of the same rows says no more.
    [ligne] = await journal(monde, "responsable", personne)
    assert (ligne["collaborateur"], ligne["structure"]) == attendu
    assert (ligne["objet"] is not None) is (auteur == "referent")


@pytest.mark.parametrize("compte", ["sdi", "pilote"])
async def test_le_sdi_et_les_pilotes_lisent_qui_a_ecrit(monde: Monde, compte: str) -> None:
    personne = await dossier_partage(monde)
    etape = await personne.etape("s")
    await noter(monde, "referent_s", etape)
    [modification] = await histoire(monde, compte, etape)
    assert (modification["collaborateur"], modification["structure"]) == (
        {"nom": "Referent_s"},
        {"raisonSociale": "Structure S"},
    )
    [ligne] = await journal(monde, compte, personne)
    assert ligne["objet"] == f"Etape:{etape.id}"


async def test_qui_travaille_aussi_pour_un_autre_operateur_n_est_pas_nomme_au_responsable(monde: Monde) -> None:
    double = db.Collaborateur(nom="Double", prenom="Zoé", email="double@essai.example", profil=Profil.PILOTE)
    double.structures = [monde.structures["S"]]
    await monde.fusionner(double)
    personne = await monde.suivie()
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=double.id,
            profil=Profil.PILOTE,
            action=ActionJournal.LECTURE,
            type="Beneficiaire",
            objet_id=personne.id,
            beneficiaire_id=personne.id,
        )
    )
    [ligne] = await journal(monde, "responsable", personne)
    assert ligne["collaborateur"] is None
    assert ligne["objet"] == personne.gid


@pytest.mark.parametrize("champ", ["structure", "collaborateur"])
async def test_chercher_au_journal_ne_nomme_pas_un_autre_operateur(monde: Monde, champ: str) -> None:
    personne = await monde.suivie()
    await noter(monde, "referent_b", await personne.etape("b"))
    cible = f"Structure:{monde.structures['B'].id}"
    if champ == "collaborateur":
        cible = f"Collaborateur:{monde.moi('referent_b')}"
    filtre = f'{{ beneficiaire: {{ un: {{ id: {{ egal: "{personne.gid}" }} }} }},'
    filtre += f' {champ}: {{ un: {{ id: {{ egal: "{cible}" }} }} }} }}'
    for compte, lues in (("responsable", 0), ("pilote", 1)):
        data = await monde.lire.data(monde.callers[compte], f"{{ journal(filtre: {filtre}) {{ totalCount }} }}")
        assert data["journal"]["totalCount"] == lues


async def journal(monde: Monde, compte: str, personne: Personne) -> list[dict[str, Any]]:
    """The writings and readings of others on a file, that of this test aside."""
    data = await monde.lire.data(
        monde.callers[compte],
        """query ($id: ID!) {
        journal(filtre: { beneficiaire: { un: { id: { egal: $id } } }, requete: { absent: true } }) {
        nodes { action objet collaborateur { nom } structure { raisonSociale } } } }""",
        id=personne.gid,
    )
    nodes: list[dict[str, Any]] = data["journal"]["nodes"]
    return nodes


# Which fields are shown


async def test_le_detail_d_une_etape_d_ailleurs_reste_masque_dans_son_historique(monde: Monde) -> None:
    personne = await dossier_partage(monde)
    tout: dict[str, tuple[Any, Any]] = {
        "debutReel": ("2024-01-08", "2024-01-09"),
        "commentaire": (None, "Texte secret"),
        "motifFin": (None, "MotifFinEtape:1"),
        "offreDeService": ("OffreDeService:2", "OffreDeService:3"),
        "structure": ("Structure:2", "Structure:3"),
    }
    for offre in ("b", "s", "sante"):
        etape = await personne.etape(offre)
        await noter(monde, "sdi", etape, tout)
        vus = await histoire(monde, "responsable", etape)
        assert champs(vus) == [["debutReel"]]
        assert "secret" not in str(vus)
        for compte in ("sdi", "pilote"):
            assert champs(await histoire(monde, compte, etape)) == [sorted(tout)]


async def test_un_responsable_lit_tous_les_changements_d_une_etape_de_sa_structure(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    await noter(monde, "referent", etape, {"commentaire": ("a", "b"), "structure": ("Structure:1", "Structure:1")})
    assert champs(await histoire(monde, "responsable", etape)) == [["commentaire", "structure"]]


@pytest.mark.parametrize(
    ("compte", "vus"),
    [
        ("referent", ["realisation", "synthese"]),
        ("responsable", ["realisation", "synthese"]),
        ("sdi", ["realisation"]),
        ("pilote", ["realisation"]),
    ],
)
async def test_la_synthese_ne_se_lit_pas_dans_l_historique_de_qui_ne_la_lit_pas(
    monde: Monde, compte: str, vus: list[str]
) -> None:
    personne = await dossier_partage(monde)
    entretien = await personne.entretien("A", "referent")
    await noter(monde, "referent", entretien, {"synthese": ("Un", "Deux"), "realisation": ("PREVU", "PRESENCE")})
    assert champs(await histoire(monde, compte, entretien)) == [vus]


@pytest.mark.parametrize(("compte", "lu"), [("responsable", False), ("pilote", False), ("sdi", True)])
async def test_une_difficulte_qui_fut_de_sante_ne_le_dit_pas(monde: Monde, compte: str, lu: bool) -> None:
    """The row is shown since it says nothing of health any more; what it held then is not."""
    personne = await dossier_partage(monde)
    difficulte = await personne.difficulte("B")
    await noter(
        monde,
        "sdi",
        difficulte,
        {
            "difficulte": ("DifficulteReference:2", "DifficulteReference:1"),
            "sante": (True, False),
            "debut": ("2024-01-08", "2024-01-09"),
        },
    )
    attendu = ["debut", "difficulte", "sante"] if lu else ["debut"]
    assert champs(await histoire(monde, compte, difficulte)) == [attendu]


async def test_un_bilan_transmis_ne_montre_pas_ce_qu_il_fut(monde: Monde) -> None:
    personne = await dossier_partage(monde)
    bilan = await personne.bilan("B")
    await noter(monde, "referent_b", bilan, {"dateSignature": (None, "2025-01-02")})
    for destinataire, structure in (("STRUCTURE", "A"), ("SDI", None)):
        await personne.transmettre(bilan, destinataire, structure)
    for compte, vus in (("responsable", [[]]), ("sdi", [[]]), ("pilote", [[]]), ("parcours", [])):
        assert champs(await histoire(monde, compte, bilan)) == vus
    await personne.etape("b")
    assert champs(await histoire(monde, "referent_b", bilan)) == [["dateSignature"]]


async def test_l_ancien_prescripteur_d_un_positionnement_n_est_pas_nomme(monde: Monde) -> None:
    personne = await monde.suivie()
    positionnement = await personne.positionnement("a", cree=3)
    ailleurs = await personne.positionnement("b", cree=3)
    for row in (positionnement, ailleurs):
        await noter(
            monde,
            "pilote",
            row,
            {
                "prescripteur": (f"Collaborateur:{monde.moi('referent_s')}", f"Collaborateur:{monde.moi('referent')}"),
                "offreDeService": ("OffreDeService:3", "OffreDeService:1"),
                "statut": ("PROPOSE", "ACCEPTE"),
            },
        )
    [[*siens]] = champs(await histoire(monde, "responsable", positionnement))
    assert siens == ["offreDeService", "statut"]
    assert champs(await histoire(monde, "responsable", ailleurs)) == [["statut"]]


async def test_un_champ_que_le_schema_ne_connait_pas_n_est_pas_montre(monde: Monde) -> None:
    personne = await monde.suivie()
    contrat = db.Contrat(beneficiaire_id=personne.id, type=db.TypeContrat.CER, debut=il_y_a(10))
    await monde.ajouter(contrat)
    await noter(monde, "pilote", contrat, {"inconnu": ("a", "b"), "numero": ("1", "2")})
    assert champs(await histoire(monde, "pilote", contrat)) == [["numero"]]


@pytest.mark.parametrize("modele", db.HISTORISES, ids=lambda modele: modele.__name__)
async def test_chaque_champ_que_les_ecritures_notent_a_sa_regle_dans_l_historique(modele: type[db.Entite]) -> None:
    """What is written to the journal under a name that no rule knows would never be shown."""
    notes = {api_name(attribut) for attribut, _ in attributs(modele).values()}
    assert notes - fields(modele).keys() == SANS_REGLE.get(modele, set())


SANS_REGLE: dict[type[db.Base], set[str]] = {
    db.Beneficiaire: {"anonymiseLe", "fusionneDansId"},
}
"""What no field shows."""


async def test_les_numeros_d_une_fiche_suivent_leur_groupe(monde: Monde) -> None:
    personne = await monde.suivie()
    await monde.ajouter(
        db.Journal(
            quand=midi(1),
            collaborateur_id=monde.moi("sdi"),
            profil=Profil.SDI,
            action=ActionJournal.MODIFICATION,
            type="Beneficiaire",
            objet_id=personne.id,
            beneficiaire_id=personne.id,
            details={nom: {"avant": None, "apres": "x"} for nom in ("nom", "adresse", "telephone", "nirChiffre")},
        )
    )
    texte = "query ($id: ID!) { beneficiaire(id: $id) { historique { nodes { changements { champ } } } } }"
    for compte, vus in (("sdi", ["nom"]), ("pilote", ["adresse", "nom", "telephone"])):
        data = await monde.lire.data(monde.callers[compte], texte, id=personne.gid)
        [node] = data["beneficiaire"]["historique"]["nodes"]
        assert [un["champ"] for un in node["changements"]] == vus


async def test_l_historique_de_cinquante_objets_tient_dans_la_meme_requete(monde: Monde) -> None:
    personne = await monde.suivie()
    for _ in range(5):
        await noter(monde, "referent", await personne.etape("a"), {"commentaire": ("a", "b")})
    monde.lire.oublier()
    data = await monde.lire.data(
        monde.callers["responsable"],
        """query ($id: ID!) { beneficiaire(id: $id) { etapes { historique(first: 2, tri: [{ champ: QUAND }],
        filtre: { action: { egal: MODIFICATION } }) { nodes { changements { champ } } } } } }""",
        id=personne.gid,
    )
    assert sum(len(etape["historique"]["nodes"]) for etape in data["beneficiaire"]["etapes"]) == 5
    assert len(monde.lire.ordres) == 1


async def test_l_historique_se_lit_par_son_index(monde: Monde) -> None:
    etape = await (await monde.suivie()).etape("a")
    monde.lire.oublier()
    await histoire(monde, "pilote", etape)
    [ordre] = monde.lire.ordres
    pools = monde.lire.application.pools
    assert pools is not None
    plan = "\n".join(row[0] for row in await pools.keyed.fetch(f"EXPLAIN {ordre.sql}", *ordre.valeurs))
    assert "ix_journal_objet" in plan
    assert "Seq Scan on journal" not in plan

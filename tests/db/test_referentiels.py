"""The reference files say what the guide says; their load is checked, idempotent, and never loses an answer."""

from __future__ import annotations

import asyncio
import datetime as dt
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, event, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

import db
from db.engine import write_engine
from db.enums import Civilite, NatureBilan, TypeStructure
from db.referentiels import DOSSIER, Chargement, Ecart, ErreurReferentiel, Referentiels, charger, lire

Modifier = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def lus() -> Referentiels:
    return lire()


@pytest.fixture
def dossier(tmp_path: Path) -> Path:
    """A copy of the reference files, for a test to spoil."""
    copie = tmp_path / "referentiels"
    shutil.copytree(DOSSIER, copie, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return copie


@pytest.fixture
def modifier(dossier: Path) -> Modifier:
    """Replaces a passage of one file of the copy; the passage must be there once."""

    def remplacer(fichier: str, ancien: str, nouveau: str) -> None:
        chemin = dossier / fichier
        contenu = chemin.read_text(encoding="utf-8")
        assert contenu.count(ancien) == 1, f"{ancien!r} stands {contenu.count(ancien)} times in {fichier}"
        chemin.write_text(contenu.replace(ancien, nouveau), encoding="utf-8")

    return remplacer


@pytest.fixture
async def connexion(connexion_asynchrone: AsyncConnection) -> AsyncConnection:
    """A database that holds the reference data."""
    await load(connexion_asynchrone)
    return connexion_asynchrone


async def load(connexion: AsyncConnection, dossier: Path = DOSSIER) -> Chargement:
    """One load in a transaction of its own, so that now() moves between two of them."""
    chargement = await connexion.run_sync(charger, dossier)
    await connexion.commit()
    return chargement


async def rows(connexion: AsyncConnection, requete: Any) -> list[Row[Any]]:
    return list((await connexion.execute(requete)).all())


async def everything(connexion: AsyncConnection) -> dict[str, list[Row[Any]]]:
    """Every row of every table, instants and versions included."""
    return {t.name: await rows(connexion, select(t).order_by(*t.primary_key)) for t in db.Base.metadata.sorted_tables}


async def answer(connexion: AsyncConnection, modele: str, *, commit: bool = True) -> None:
    """Answers the first question of the loaded version of a bilan model."""
    structure = insert(db.Structure).values(raison_sociale="Essai", type=TypeStructure.ORGANISME_CONVENTIONNE)
    personne = insert(db.Beneficiaire).values(
        civilite=Civilite.MME, nom="Martin", prenom="Léa", date_naissance=dt.date(1990, 5, 4)
    )
    jour = dt.date(2026, 3, 2)
    question, version = (
        await connexion.execute(
            select(db.Question.id, db.ModeleBilan.id)
            .join(db.ModeleBilan, db.Question.modele_id == db.ModeleBilan.id)
            .where(db.ModeleBilan.code == modele, db.ModeleBilan.actif, db.Question.rang == 1)
        )
    ).one()
    bilan = insert(db.Bilan).values(
        structure_id=(await connexion.execute(structure.returning(db.Structure.id))).scalar_one(),
        beneficiaire_id=(await connexion.execute(personne.returning(db.Beneficiaire.id))).scalar_one(),
        modele_id=version,
        nature=NatureBilan.EN_COURS,
        date_bilan=jour,
        date_mise_a_jour=jour,
    )
    numero = (await connexion.execute(bilan.returning(db.Bilan.id))).scalar_one()
    await connexion.execute(
        insert(db.Reponse).values(bilan_id=numero, question_id=question, modele_id=version, choix="OUI")
    )
    if commit:
        await connexion.commit()


def versions(modele: str) -> Any:
    """Number, activity and questions' labels of each loaded version of a bilan model."""
    return (
        select(
            db.ModeleBilan.numero_version,
            db.ModeleBilan.actif,
            func.array_agg(db.Question.libelle).label("libelles"),
        )
        .join(db.Question, db.Question.modele_id == db.ModeleBilan.id)
        .where(db.ModeleBilan.code == modele)
        .group_by(db.ModeleBilan.id)
        .order_by(db.ModeleBilan.numero_version)
    )


# What the files say.


def test_every_list_that_a_column_names_is_written(lus: Referentiels) -> None:
    nommees = {c.info["liste"] for t in db.Base.metadata.tables.values() for c in t.c if "liste" in c.info}
    assert nommees <= {ligne["liste"] for ligne in lus.tables["valeur"]}


def test_bilan_models_are_those_of_the_menu(lus: Referentiels) -> None:
    """Guide §8.4."""
    assert {modele.libelle for modele in lus.modeles} == {
        "MOC - Bilan",
        "MOS - Bilan",
        "PSME - Bilan flash",
        "PSME - Bilan accompagnement",
        "C-PARTI - Bilan accompagnement Pré-création (agricole et hors agricole)",
        "C-PARTI - Bilan accompagnement Post-création (hors agricole)",
        "C-PARTI - Bilan accompagnement Post-création (agricole)",
        "TEST - Bilan accompagnement couveuse ou CAE",
        "AI - Bilan accueil",
        "AI - Bilan accompagnement",
        "IAE - Bilan accompagnement",
    }


def test_mos_bilan_has_the_37_questions_of_the_guide(lus: Referentiels) -> None:
    """Guide §8.4 gives their number, §8.5 the first ones, §9.3 the form."""
    mos = next(modele for modele in lus.modeles if modele.code == "MOS_BILAN")
    assert len(mos.questions) == 37
    assert [(q["libelle"], q["type"], q["repetable"]) for q in mos.questions[:3]] == [
        ('Pour réaliser un "Bilan Santé" (info BCO)', "OUI_NC_NON", False),
        ("Bilan Santé - Nombre d'entretiens honorés", "NOMBRE", False),
        ("Bilan Santé - Dates (relance(s) le cas échéant) (info BCO)", "DATE", True),
    ]


FICHE_MOS = {
    "Dates des entretiens": {
        'Pour réaliser un "Bilan Santé" (info BCO)',
        "Pour informer et faire de la médiation sur l'offre d'insertion santé",
        "Pour accompagner aux démarches en ligne et à l'accès aux droits",
        "Date de relance(s) le cas échéant",
    },
    "Non entrée ou sortie anticipée": {
        "Non entrée dans le module",
        "Non entrée - Alerte pour le SDI",
        "Sortie anticipée du module",
        "Sortie anticipée - En date du",
        "Précisions (motif de non-présentation ou autres dates de relance)",
    },
    "Synthèse du module": {
        "Module validé",
        "Bilan santé finalisé et restitué à la personne",
        "Bilan médical avec généraliste",
        "Bilan médical avec spécialiste",
        "Démarches de maintien et d'accès aux droits Santé",
        "Information et réflexion sur le parcours d'accompagnement santé (physique, psychologique et bien-être)",
        "Mise en relation avec un ou des opérateurs conventionnés du PDI",
        "Ateliers Informatique avec guidance",
        "Ouverture sur insertion socio professionnelle",
        "Synthèse - Observations",
    },
    "Partie allocataire": {
        "Au terme des entretiens réalisés dans le cadre du MOS et compte tenu des éléments échangés, je déclare",
        "Vouloir bénéficier d'un suivi santé par un opérateur conventionné du PDI",
        "Partie allocataire - Observations",
    },
    "Orientation santé": {
        "Vers un opérateur conventionné Santé du PDI",
        "Vers le droit commun Santé",
        "Vers des démarches autonomes (santé)",
    },
    "Orientation complémentaire, hors santé": {
        "Vers un opérateur conventionné du PDI",
        "Vers le Référent Unique",
        "Vers le droit commun",
        "Vers des démarches autonomes (hors santé)",
    },
}
"""What the « Fiche bilan MOS » of the guide (§9.3) asks, part by part."""


def test_mos_bilan_asks_all_that_its_form_does(lus: Referentiels) -> None:
    mos = next(modele for modele in lus.modeles if modele.code == "MOS_BILAN")
    posees = {(question["section"], question["libelle"]) for question in mos.questions}
    assert {(partie, libelle) for partie, libelles in FICHE_MOS.items() for libelle in libelles} - posees == set()


def test_each_bilan_model_says_what_makes_it_complete(lus: Referentiels) -> None:
    assert [m.code for m in lus.modeles if not any(q["obligatoire"] for q in m.questions)] == []


def test_exit_reasons_ask_for_what_the_guide_says(lus: Referentiels) -> None:
    """Guide §9.2 and §9.3: (bilan final, FNEA, alerte SDI) by motif."""
    exigences = ("exige_bilan_final", "exige_fnea", "alerte_sdi")
    assert {m["code"]: tuple(m[e] for e in exigences) for m in lus.tables["motif_fin_etape"]} == {
        1: (True, False, False),
        2: (False, True, True),
        3: (False, True, True),
        4: (False, True, True),
        5: (False, True, True),
        6: (True, False, True),
        7: (False, False, True),
        8: (False, True, True),
        9: (True, False, True),
    }


def test_interview_themes_follow_the_natures_of_difficulty(lus: Referentiels) -> None:
    themes = [ligne for ligne in lus.tables["valeur"] if ligne["liste"] == "THEME_ENTRETIEN"]
    assert themes[0]["libelle"] == "1 Convocation 1er accueil"
    natures = lus.tables["nature_difficulte"]
    assert [theme["code"] for theme in themes[1:]] == [nature["code"] for nature in natures]
    assert [theme["libelle"] for theme in themes[1:]] == [f"{n} {d['libelle']}" for n, d in enumerate(natures, 2)]


def test_only_health_themes_and_health_data_are_marked(lus: Referentiels) -> None:
    tables = ("thematique", "definition_caracteristique", "nature_difficulte")
    sante = {table: {ligne["code"] for ligne in lus.tables[table] if ligne["sante"]} for table in tables}
    assert sante == {
        "thematique": {"MOS", "PSME"},
        "definition_caracteristique": {"RQTH", "AAH"},
        "nature_difficulte": {"SANTE"},
    }


def test_each_sector_stands_under_its_sdi(lus: Referentiels) -> None:
    territoires = lus.tables["territoire"]
    secteurs = Counter(t["parent"] for t in territoires if t["parent"])
    assert {t["code"]: secteurs[t["code"]] for t in territoires if not t["parent"]} == {
        "SDI_EST_HERAULTAIS": 3,
        "SDI_MONTPELLIERAIN": 0,
        "SDI_PIEMONT_BITERROIS": 3,
    }


def test_contacts_are_fictitious(lus: Referentiels) -> None:
    """Reserved domain and reserved telephone numbers only: no real person is written to by a demo."""
    for territoire in lus.tables["territoire"]:
        assert territoire["email"].endswith("@departement.example")
        assert territoire["telephone"].startswith("+3346571")


def test_competences_are_many_enough_to_be_chosen_by_level(lus: Referentiels) -> None:
    assert len(lus.tables["groupe_filiere"]) >= 8
    assert len(lus.tables["filiere"]) >= 25
    assert len(lus.tables["competence_reference"]) >= 120
    par_filiere = Counter(ligne["filiere"] for ligne in lus.tables["competence_reference"])
    assert [f["code"] for f in lus.tables["filiere"] if par_filiere[f["code"]] < 3] == []


def test_forty_help_texts_at_least(lus: Referentiels) -> None:
    assert len(lus.tables["aide"]) >= 40


# What a load does.


async def test_a_load_fills_every_table_from_the_files(
    connexion_asynchrone: AsyncConnection, lus: Referentiels
) -> None:
    chargement = await load(connexion_asynchrone)
    attendues = {table: len(lignes) for table, lignes in lus.tables.items()}
    attendues |= {"modele_bilan": len(lus.modeles), "question": sum(len(m.questions) for m in lus.modeles)}
    assert {table: ecart.ajoutees for table, ecart in chargement.ecarts.items()} == attendues
    for table, nombre in attendues.items():
        compte = select(func.count()).select_from(db.Base.metadata.tables[table])
        assert (await connexion_asynchrone.execute(compte)).scalar_one() == nombre, table


async def test_references_become_keys(connexion: AsyncConnection) -> None:
    secteur = await rows(
        connexion,
        select(db.Filiere.code, db.GroupeFiliere.code)
        .join(db.GroupeFiliere, db.Filiere.groupe_id == db.GroupeFiliere.id)
        .where(db.Filiere.code == "VITICULTURE"),
    )
    assert [tuple(ligne) for ligne in secteur] == [("VITICULTURE", "AGRICULTURE")]
    parent = db.Territoire.__table__.alias()
    thau = select(parent.c.code).join(db.Territoire, db.Territoire.parent_id == parent.c.id)
    assert await rows(connexion, thau.where(db.Territoire.code == "ETANG_DE_THAU")) == [("SDI_EST_HERAULTAIS",)]


async def test_ids_follow_the_order_of_the_file(connexion: AsyncConnection, lus: Referentiels) -> None:
    definitions = select(db.DefinitionCaracteristique.code).order_by(db.DefinitionCaracteristique.id)
    attendu = [ligne["code"] for ligne in lus.tables["definition_caracteristique"]]
    assert [code for (code,) in await rows(connexion, definitions)] == attendu


async def test_a_second_load_changes_nothing(connexion: AsyncConnection) -> None:
    avant = await everything(connexion)
    chargement = await load(connexion)
    assert not chargement
    assert await everything(connexion) == avant


async def test_a_load_is_at_most_one_statement_a_table(connexion: AsyncConnection) -> None:
    executees: list[str] = []

    def noter(_connexion: Any, _curseur: Any, ordre: str, *_reste: Any) -> None:
        executees.append(ordre)

    event.listen(connexion.sync_connection, "before_cursor_execute", noter)
    await load(connexion)
    # Two locks, one reading of the bilan models, and territoire twice: SDI before their secteurs.
    assert len(executees) <= 15 + 4


async def test_a_load_lives_and_dies_with_the_callers_transaction(connexion_asynchrone: AsyncConnection) -> None:
    await connexion_asynchrone.run_sync(charger)
    await connexion_asynchrone.rollback()
    assert await rows(connexion_asynchrone, select(db.Valeur.id)) == []


async def test_two_loads_at_once_write_each_row_once(base_vierge: str) -> None:
    engine = write_engine(base_vierge)

    async def one() -> Chargement:
        async with engine.begin() as connexion:
            return await connexion.run_sync(charger)

    chargements = await asyncio.gather(one(), one())
    await engine.dispose()
    assert sorted(map(bool, chargements)) == [False, True]


async def test_a_new_label_moves_its_row_alone(connexion: AsyncConnection, dossier: Path, modifier: Modifier) -> None:
    avant = {ligne.code: ligne for ligne in (await everything(connexion))["filiere"]}
    modifier("competences.toml", 'libelle = "Viticulture"', 'libelle = "Vigne et vin"')
    assert (await load(connexion, dossier)).ecarts == {"filiere": Ecart(modifiees=1)}
    apres = {ligne.code: ligne for ligne in (await everything(connexion))["filiere"]}
    assert [code for code in avant if avant[code] != apres[code]] == ["VITICULTURE"]
    change = apres["VITICULTURE"]
    assert (change.id, change.libelle, change.version) == (avant["VITICULTURE"].id, "Vigne et vin", 2)


@pytest.mark.parametrize(
    ("fichier", "ligne", "table", "cle"),
    [
        ("listes.toml", 'TRIPARTITE = "Entretien tripartite"\n', db.Valeur, ("code", "TRIPARTITE")),
        ("difficultes.toml", 'ENDETTEMENT = "Endettement"\n', db.DifficulteReference, ("code", "ENDETTEMENT")),
        (
            "competences.toml",
            'VENDANGER = "Récolter le raisin à la main"\n',
            db.CompetenceReference,
            ("code", "VENDANGER"),
        ),
    ],
)
async def test_what_leaves_the_files_is_withdrawn_and_may_come_back(
    connexion: AsyncConnection,
    dossier: Path,
    modifier: Modifier,
    fichier: str,
    ligne: str,
    table: Any,
    cle: tuple[str, str],
) -> None:
    inactives = select(getattr(table, cle[0])).where(~table.actif)
    nombre = select(func.count()).select_from(table)
    (avant,) = (await rows(connexion, nombre))[0]
    modifier(fichier, ligne, "")
    chargement = await load(connexion, dossier)
    assert chargement.ecarts[table.__tablename__].retirees == 1
    assert await rows(connexion, inactives) == [(cle[1],)]
    assert (await rows(connexion, nombre))[0] == (avant,)
    assert not (await load(connexion, dossier)).ecarts.get(table.__tablename__, Ecart()).retirees
    await load(connexion)
    assert await rows(connexion, inactives) == []


async def test_a_sector_may_move_to_another_sdi(connexion: AsyncConnection, dossier: Path) -> None:
    chemin = dossier / "territoires.toml"
    texte = chemin.read_text(encoding="utf-8")
    blocs = texte.split("\n\n")
    secteur = next(bloc for bloc in blocs if "PETITE_CAMARGUE" in bloc)
    blocs.remove(secteur)
    chemin.write_text("\n\n".join([*blocs, secteur]) + "\n", encoding="utf-8")
    assert (await load(connexion, dossier)).ecarts == {"territoire": Ecart(modifiees=1)}
    parent = db.Territoire.__table__.alias()
    requete = select(parent.c.code).join(db.Territoire, db.Territoire.parent_id == parent.c.id)
    assert await rows(connexion, requete.where(db.Territoire.code == "PETITE_CAMARGUE")) == [("SDI_PIEMONT_BITERROIS",)]


# Bilan models, which answers freeze.

ANCIENNE = "Vers le droit commun Santé"
NOUVELLE = "Vers un service de santé de droit commun"


async def test_a_model_nobody_answered_changes_in_place(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    chargement = await load(connexion, dossier)
    assert chargement == Chargement({"question": Ecart(modifiees=1)}, {})
    (seule,) = await rows(connexion, versions("MOS_BILAN"))
    assert (seule.numero_version, seule.actif, NOUVELLE in seule.libelles) == (1, True, True)


async def test_a_question_taken_out_of_an_unanswered_model_goes(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier(
        "modeles_bilan/mos.toml",
        f'  {{ code = "ORIENTATION_SANTE_DROIT_COMMUN", libelle = "{ANCIENNE}", type = "OUI_NC_NON" }},\n',
        "",
    )
    assert (await load(connexion, dossier)).ecarts["question"].retirees == 1
    (seule,) = await rows(connexion, versions("MOS_BILAN"))
    assert len(seule.libelles) == 36
    assert ANCIENNE not in seule.libelles
    assert len((await rows(connexion, versions("MOC_BILAN")))[0].libelles) == 30


async def test_an_answered_model_gets_a_new_version(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    chargement = await load(connexion, dossier)
    assert chargement.nouvelles_versions == {"MOS_BILAN": 2}
    une, deux = await rows(connexion, versions("MOS_BILAN"))
    assert (une.numero_version, une.actif, ANCIENNE in une.libelles, len(une.libelles)) == (1, False, True, 37)
    assert (deux.numero_version, deux.actif, NOUVELLE in deux.libelles, len(deux.libelles)) == (2, True, True, 37)
    assert not await load(connexion, dossier)


async def test_a_model_being_answered_gets_a_new_version(
    base_vierge: str, connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    engine = write_engine(base_vierge)
    async with engine.connect() as autre:
        await answer(connexion, "MOS_BILAN", commit=False)
        chargement = asyncio.create_task(load(autre, dossier))
        await asyncio.sleep(0.3)
        assert not chargement.done()
        await connexion.commit()
        assert (await chargement).nouvelles_versions == {"MOS_BILAN": 2}
    await engine.dispose()


async def test_answers_to_one_model_leave_the_others_free(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/iae.toml", 'libelle = "Poste occupé"', 'libelle = "Dernier poste occupé"')
    assert await load(connexion, dossier) == Chargement({"question": Ecart(modifiees=1)}, {})


async def test_the_number_written_in_the_file_is_the_version(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    modifier("modeles_bilan/mos.toml", "version = 1\n", "version = 5\n")
    assert (await load(connexion, dossier)).nouvelles_versions == {}
    assert [(v.numero_version, v.actif) for v in await rows(connexion, versions("MOS_BILAN"))] == [
        (1, False),
        (5, True),
    ]


async def test_going_back_to_the_former_file_takes_the_former_version_up_again(
    connexion: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    await answer(connexion, "MOS_BILAN")
    modifier("modeles_bilan/mos.toml", f'"{ANCIENNE}"', f'"{NOUVELLE}"')
    await load(connexion, dossier)
    await load(connexion)
    assert [(v.numero_version, v.actif) for v in await rows(connexion, versions("MOS_BILAN"))] == [
        (1, True),
        (2, False),
    ]


async def test_a_model_without_file_is_withdrawn(connexion: AsyncConnection, dossier: Path) -> None:
    (dossier / "modeles_bilan" / "psme_flash.toml").unlink()
    assert (await load(connexion, dossier)).ecarts == {"modele_bilan": Ecart(retirees=1)}
    assert [v.actif for v in await rows(connexion, versions("PSME_BILAN_FLASH"))] == [False]


# What a wrong file gets.

MOS = "modeles_bilan/mos.toml"
FAUTES = {
    "unknown key": (
        ("thematiques.toml", 'libelle = "MOC"', 'libelle = "MOC"\nsantee = true'),
        "thematiques.toml › MOC › santee : clé inconnue (vouliez-vous « sante » ?)",
    ),
    "missing key": (
        ("thematiques.toml", 'code = "MOC"\nlibelle = "MOC"', 'code = "MOC"'),
        "thematiques.toml › MOC › libelle : cette clé est obligatoire",
    ),
    "text for a truth value": (
        ("difficultes.toml", "sante = true", 'sante = "oui"'),
        "difficultes.toml › SANTE › sante : true ou false est attendu, pas « oui »",
    ),
    "truth value for a number": (
        ("motifs_fin_etape.toml", "code = 9", "code = true"),
        "motifs_fin_etape.toml › motif n° 9 › code : un nombre entier à partir de 1 est attendu, pas true",
    ),
    "number for a label": (
        ("listes.toml", 'CAF = "CAF"', "CAF = 12"),
        "listes.toml › ORGANISME_PAYEUR › CAF : un texte entre guillemets est attendu, pas 12",
    ),
    "code in lower case": (
        ("listes.toml", 'CAF = "CAF"', 'caf = "CAF"'),
        "listes.toml › ORGANISME_PAYEUR › caf : un code s'écrit en majuscules sans accent, chiffres et « _ »"
        " (39 caractères au plus)",
    ),
    "duplicate key": (
        ("dispositifs.toml", '"Accomp RSA"', '"Accomp RSA"\nACCOMP_RSA = "Autre"'),
        "dispositifs.toml : clé ou bloc écrit deux fois, ligne 6, colonne 21",
    ),
    "duplicate code": (
        ("modeles_document.toml", 'code = "FICHE_TEST"', 'code = "FNEA"'),
        "modeles_document.toml › FNEA : ce code est déjà utilisé par une autre entrée",
    ),
    "duplicate question": (
        (MOS, 'code = "BILAN_SANTE_DATES"', 'code = "BILAN_SANTE"'),
        f"{MOS} › Dates des entretiens › BILAN_SANTE : ce code est déjà celui d'une autre question du modèle",
    ),
    "duplicate choice": (
        (MOS, '["MOC", "C-PARTI", "TEST", "AI", "IAE"]', '["MOC", "MOC"]'),
        f"{MOS} › Orientation complémentaire, hors santé › ORIENTATION_HORS_SANTE_PDI › choix :"
        " « MOC » est écrit deux fois",
    ),
    "unknown theme": (
        (MOS, 'thematique = "MOS"', 'thematique = "MOSS"'),
        f"{MOS} › thematique : thématique inconnue « MOSS » (vouliez-vous « MOS » ?)",
    ),
    "unknown list": (
        ("caracteristiques_etape.toml", 'liste = "CADRE_TEST"', 'liste = "CADRES"'),
        "caracteristiques_etape.toml › CADRE_TEST › liste : liste inconnue « CADRES » (vouliez-vous « CADRE_TEST » ?)",
    ),
    "unknown type": (
        (MOS, '(info BCO)", type = "OUI_NC_NON"', '(info BCO)", type = "BOOLEEN"'),
        f"{MOS} › Dates des entretiens › BILAN_SANTE › type : valeur inconnue « BOOLEEN »"
        " (possible : CHOIX, CHOIX_MULTIPLE, DATE, NOMBRE, OUI_NC_NON, TEXTE)",
    ),
    "choices where there is nothing to choose": (
        (
            "modeles_bilan/iae.toml",
            'libelle = "Poste occupé", type = "TEXTE"',
            'libelle = "Poste", type = "TEXTE", choix = ["A"]',
        ),
        "modeles_bilan/iae.toml › Contrat de travail › POSTE › choix : cette clé est sans objet pour le type TEXTE",
    ),
    "a choice without choices": (
        ("caracteristiques.toml", 'choix = ["CAF", "MSA", "Autres"]\n', ""),
        "caracteristiques.toml › ORGANISME_PAYEUR › choix : cette clé est obligatoire pour le type CHOIX",
    ),
    "unknown block": (
        ("dispositifs.toml", "[dispositifs]", '[dispositif]\nX = "x"\n[dispositifs]'),
        "dispositifs.toml › dispositif : bloc inconnu (vouliez-vous « dispositifs » ?)",
    ),
    "broken syntax": (
        ("dispositifs.toml", '"Accomp RSA"', '"Accomp RSA'),
        "dispositifs.toml : écriture TOML incorrecte, ligne 5, colonne 25 (guillemet, crochet ou signe = oublié ?)",
    ),
    "an invisible character": (
        ("dispositifs.toml", '"Accomp RSA"', '"Accomp\\u0000RSA"'),
        "dispositifs.toml › dispositifs › ACCOMP_RSA : le texte contient un caractère invisible",
    ),
}


@pytest.mark.parametrize("cas", FAUTES)
def test_a_wrong_file_is_refused_with_its_place(dossier: Path, modifier: Modifier, cas: str) -> None:
    modification, message = FAUTES[cas]
    modifier(*modification)
    with pytest.raises(ErreurReferentiel) as refus:
        lire(dossier)
    assert refus.value.fautes == (message,)


def test_all_faults_are_told_at_once(dossier: Path, modifier: Modifier) -> None:
    modifier("listes.toml", 'CAF = "CAF"', "CAF = 12")
    modifier(MOS, 'thematique = "MOS"', 'thematique = "MOSS"')
    with pytest.raises(ErreurReferentiel) as refus:
        lire(dossier)
    assert len(refus.value.fautes) == 2


def test_an_emptied_file_is_refused_rather_than_withdrawing_every_value(dossier: Path) -> None:
    (dossier / "difficultes.toml").write_text("# rien\n", encoding="utf-8")
    with pytest.raises(ErreurReferentiel, match=r"^difficultes\.toml : fichier vide$"):
        lire(dossier)


def test_a_missing_file_is_refused(dossier: Path) -> None:
    (dossier / "aides.toml").unlink()
    with pytest.raises(ErreurReferentiel, match=r"^aides\.toml : fichier absent$"):
        lire(dossier)


def test_a_misnamed_file_is_refused(dossier: Path) -> None:
    (dossier / "liste.toml").write_text("", encoding="utf-8")
    with pytest.raises(
        ErreurReferentiel, match=r"^liste\.toml : fichier inconnu \(vouliez-vous « listes\.toml » \?\)$"
    ):
        lire(dossier)


def test_a_file_in_another_encoding_is_refused(dossier: Path) -> None:
    (dossier / "dispositifs.toml").write_bytes('[dispositifs]\nA = "Été"\n'.encode("latin-1"))
    with pytest.raises(ErreurReferentiel, match=r"^dispositifs\.toml : le fichier n'est pas enregistré en UTF-8$"):
        lire(dossier)


async def test_a_refused_file_writes_nothing(
    connexion_asynchrone: AsyncConnection, dossier: Path, modifier: Modifier
) -> None:
    modifier("listes.toml", 'CAF = "CAF"', "CAF = 12")
    with pytest.raises(ErreurReferentiel):
        await connexion_asynchrone.run_sync(charger, dossier)
    assert await rows(connexion_asynchrone, select(db.Valeur.id)) == []

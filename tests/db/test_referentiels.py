"""The reference files say what the guide says."""

from __future__ import annotations

from collections import Counter

import db
from db.referentiels import Referentiels


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

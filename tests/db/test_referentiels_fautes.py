"""A wrong reference file is refused, each fault with its place, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

import db
from db.referentiels import ErreurReferentiel, charger, lire
from tests.db.chargements import Modifier, rows

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
    "form of another type": (
        ("caracteristiques_etape.toml", 'type = "TEXTE"\nforme = "SIRET"', 'type = "DATE"\nforme = "SIRET"'),
        "caracteristiques_etape.toml › SIRET › forme : cette forme est celle du type TEXTE",
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

"""The demo data: its accounts, the people of its structure, the situations that it shows."""

from __future__ import annotations

from typing import Any

import argon2
import pytest
from stdnum.fr import siret

from db.demo import COMPTES, MOT_DE_PASSE
from tests.db.conftest import JOUR


async def test_chaque_compte_ouvre_avec_son_profil_et_le_mot_de_passe_de_la_demo(demo: Any) -> None:
    rows = await demo.fetch(
        "SELECT email, profil, actif, mot_de_passe FROM compte JOIN collaborateur ON id = collaborateur_id"
    )
    profils = {row["email"].split("@")[0].removesuffix("-b").replace("-", "_").upper(): row["profil"] for row in rows}
    assert {row["email"] for row in rows} == {f"{compte}@demo.example" for compte in COMPTES}
    assert all(nom == profil for nom, profil in profils.items())
    assert all(row["actif"] for row in rows)
    assert argon2.PasswordHasher().verify(rows[0]["mot_de_passe"], MOT_DE_PASSE)


async def test_les_comptes_d_operateur_sont_d_une_structure_et_les_autres_d_une_seconde(demo: Any) -> None:
    rows = await demo.fetch(
        "SELECT s.id, array_agg(split_part(c.email, '@', 1) ORDER BY c.email) AS comptes FROM structure s "
        "JOIN collaborateur_structure l ON l.structure_id = s.id JOIN collaborateur c ON c.id = l.collaborateur_id "
        "JOIN compte ON compte.collaborateur_id = c.id GROUP BY s.id, s.type ORDER BY s.type, s.id"
    )
    assert [row["comptes"] for row in rows] == [
        ["infocentre", "pilote", "support"],
        ["accueil", "referent", "responsable"],
        ["referent-b", "responsable-b"],
        ["referent-parcours", "sdi"],
    ]


async def test_le_sdi_et_le_referent_de_parcours_ont_le_territoire_de_la_structure_de_demo(demo: Any) -> None:
    territoire = (
        "SELECT t.territoire_id FROM collaborateur_territoire t JOIN collaborateur c ON c.id = t.collaborateur_id "
        "WHERE c.email = $1"
    )
    offres = await demo.fetch(
        "SELECT DISTINCT o.territoire_id, coalesce(t.parent_id, t.id) AS sdi FROM offre_de_service o "
        "JOIN territoire t ON t.id = o.territoire_id JOIN collaborateur_structure l ON l.structure_id = o.structure_id "
        "JOIN collaborateur c ON c.id = l.collaborateur_id WHERE c.email = 'referent@demo.example'"
    )
    assert await demo.fetchval(territoire, "referent-parcours@demo.example") in {row["territoire_id"] for row in offres}
    assert await demo.fetchval(territoire, "sdi@demo.example") in {row["sdi"] for row in offres}


async def test_la_structure_de_demo_suit_au_moins_soixante_personnes_et_d_autres_structures_avec_elle(
    demo: Any,
) -> None:
    suivies = (
        "SELECT e.beneficiaire_id FROM etape e JOIN collaborateur_structure l ON l.structure_id = e.structure_id "
        "JOIN collaborateur c ON c.id = l.collaborateur_id "
        "WHERE e.fin_reelle IS NULL AND c.email = 'referent@demo.example'"
    )
    assert await demo.fetchval(f"SELECT count(DISTINCT beneficiaire_id) FROM ({suivies})") >= 60
    ailleurs = await demo.fetchrow(
        "SELECT count(*) FILTER (WHERE t.sante) AS sante, count(*) FILTER (WHERE s.sensible) AS sensible, "
        "count(*) FILTER (WHERE NOT t.sante AND NOT s.sensible) AS ordinaire FROM etape e "
        "JOIN structure s ON s.id = e.structure_id JOIN offre_de_service o ON o.id = e.offre_de_service_id "
        f"JOIN thematique t ON t.id = o.thematique_id WHERE e.beneficiaire_id IN ({suivies}) AND s.id NOT IN ("
        "SELECT l.structure_id FROM collaborateur_structure l JOIN collaborateur c ON c.id = l.collaborateur_id "
        "WHERE c.email = 'referent@demo.example')"
    )
    assert min(ailleurs) >= 3


async def test_le_referent_de_demo_a_des_rendez_vous_aujourd_hui_demain_et_dans_la_semaine(demo: Any) -> None:
    rows = await demo.fetch(
        "SELECT (date_heure AT TIME ZONE 'Europe/Paris')::date - $1::date AS dans, count(*) FROM entretien e "
        "JOIN collaborateur c ON c.id = e.collaborateur_id "
        "WHERE c.email = 'referent@demo.example' AND realisation = 'PREVU' AND date_heure >= $1 GROUP BY 1",
        JOUR,
    )
    par_jour = {row["dans"]: row["count"] for row in rows}
    assert par_jour[0] >= 3
    assert par_jour[1] >= 3
    assert sum(nombre for dans, nombre in par_jour.items() if 2 <= dans < 7) >= 4


PRESENCES = {
    "homonymes nés un autre jour": "SELECT 1 FROM beneficiaire GROUP BY nom, prenom HAVING count(DISTINCT "
    "date_naissance) > 1",
    "homonymes nés le même jour": "SELECT 1 FROM beneficiaire GROUP BY nom, prenom, date_naissance HAVING count(*) > 1",
    "noms composés": "SELECT 1 FROM beneficiaire WHERE nom LIKE '%-%'",
    "noms accentués": "SELECT 1 FROM beneficiaire WHERE nom ~ '[éèïüôç]' AND prenom ~ '[éèïüôç]'",
    "noms de naissance": "SELECT 1 FROM beneficiaire WHERE nom_naissance IS NOT NULL",
    "personnes sans secteur": "SELECT 1 FROM beneficiaire WHERE secteur_id IS NULL",
    "conjoints du même foyer": "SELECT 1 FROM beneficiaire GROUP BY numero_caf HAVING count(DISTINCT role_foyer) = 2",
    "dossiers de plus de trois cents entretiens": "SELECT 1 FROM entretien GROUP BY beneficiaire_id HAVING count(*) "
    "> 300",
    "dossiers de huit étapes": "SELECT 1 FROM etape GROUP BY beneficiaire_id HAVING count(*) = 8",
    "étapes finies il y a 5 jours": "SELECT 1 FROM etape WHERE fin_reelle = $1::date - 5",
    "étapes finies il y a 29 jours": "SELECT 1 FROM etape WHERE fin_reelle = $1::date - 29",
    "étapes finies il y a 31 jours": "SELECT 1 FROM etape WHERE fin_reelle = $1::date - 31",
    "étapes finies il y a 200 jours": "SELECT 1 FROM etape WHERE fin_reelle = $1::date - 200",
    "rattachements ouverts": "SELECT 1 FROM rattachement WHERE statut = 'EN_ATTENTE' AND cree_le > $1::date - 60",
    "rattachements caducs": "SELECT 1 FROM rattachement WHERE statut = 'EN_ATTENTE' AND cree_le < $1::date - 60",
    "positionnements refusés": "SELECT 1 FROM positionnement WHERE statut = 'REFUSE' AND motif IS NOT NULL",
    "contrats annulés": "SELECT 1 FROM contrat WHERE annule_le IS NOT NULL",
    "contrats sans fin": "SELECT 1 FROM contrat WHERE fin IS NULL",
    "bilans finaux complets et transmis": "SELECT 1 FROM bilan b JOIN transmission t ON t.bilan_id = b.id "
    "WHERE nature = 'FINAL' AND NOT EXISTS (SELECT FROM question q WHERE q.modele_id = b.modele_id AND q.obligatoire "
    "AND NOT EXISTS (SELECT FROM reponse r WHERE r.bilan_id = b.id AND r.question_id = q.id))",
    "réponses multiples": "SELECT 1 FROM reponse WHERE rang > 1",
    "séances de plusieurs participants": "SELECT 1 FROM entretien GROUP BY seance_id HAVING count(*) > 4",
    "FNEA déclarées": "SELECT 1 FROM document d JOIN modele_document m ON m.id = d.modele_id WHERE m.fnea",
    "entretiens de deux étapes": "SELECT 1 FROM entretien_etape GROUP BY entretien_id HAVING count(*) = 2",
    "retours dans le dispositif": "SELECT 1 FROM accompagnement GROUP BY beneficiaire_id HAVING count(*) = 2",
    "caractéristiques à actualiser": "SELECT 1 FROM caracteristique c JOIN definition_caracteristique d "
    "ON d.id = c.definition_id WHERE verifiee_le + delai_rafraichissement < $1",
}


@pytest.mark.parametrize("presence", PRESENCES)
async def test_la_demo_montre(demo: Any, presence: str) -> None:
    requete = PRESENCES[presence]
    jour = [JOUR] if "$1" in requete else []
    assert len(await demo.fetch(f"SELECT * FROM ({requete}) x LIMIT 3", *jour)) == 3


async def test_les_siret_sont_justes_et_n_existent_pas(demo: Any) -> None:
    numeros = [
        row["siret"]
        for row in await demo.fetch(
            "SELECT siret FROM structure WHERE siret IS NOT NULL UNION ALL SELECT valeur FROM caracteristique_etape c "
            "JOIN definition_caracteristique_etape d ON d.id = c.definition_id WHERE d.forme = 'SIRET'"
        )
    ]
    assert len(numeros) > 15
    assert all(siret.is_valid(numero) and numero.startswith("000") for numero in numeros)


async def test_environ_une_personne_sur_sept_est_sortie(demo: Any) -> None:
    part = await demo.fetchval("SELECT avg((sortie IS NOT NULL)::int)::float FROM accompagnement")
    assert 0.1 < part < 0.2

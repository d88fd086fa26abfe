"""No row of the demo contradicts another one, nor names a real person."""

from __future__ import annotations

from typing import Any

import pytest

from tests.db.conftest import JOUR

INVARIANTS = {
    "étape avant l'entrée ou après la sortie": "SELECT e.id FROM etape e JOIN accompagnement a ON a.id = "
    "e.accompagnement_id "
    "WHERE e.debut_reel < a.entree OR e.debut_reel > a.sortie OR coalesce(e.fin_reelle, a.sortie) > a.sortie",
    "étape ouverte après la sortie": "SELECT e.id FROM etape e JOIN accompagnement a ON a.id = e.accompagnement_id "
    "WHERE e.fin_reelle IS NULL AND a.sortie IS NOT NULL",
    "fin ou début d'étape à venir": "SELECT id FROM etape WHERE fin_reelle > $1 OR debut_reel > $1",
    "étape d'une offre fermée avant son début": "SELECT e.id FROM etape e JOIN offre_de_service o "
    "ON o.id = e.offre_de_service_id WHERE o.fin < e.debut_reel OR o.debut > e.debut_reel",
    "contrat commencé avant l'entrée": "SELECT c.id FROM contrat c JOIN accompagnement a ON a.id = c.accompagnement_id "
    "WHERE c.debut < a.entree OR c.debut > a.sortie",
    "CER après 2024 ou CE avant 2025": "SELECT id FROM contrat WHERE type <> 'CO' AND (type = 'CE') <> (debut >= "
    "'2025-01-01')",
    "entretien hors de son étape": "SELECT n.id FROM entretien n JOIN entretien_etape l ON l.entretien_id = n.id "
    "JOIN etape e ON e.id = l.etape_id CROSS JOIN LATERAL (SELECT (n.date_heure AT TIME ZONE 'Europe/Paris')::date "
    "AS jour) j "
    "WHERE j.jour < e.debut_reel OR j.jour > e.fin_reelle",
    "entretien sans étape": "SELECT id FROM entretien n "
    "WHERE NOT EXISTS (SELECT FROM entretien_etape l WHERE l.entretien_id = n.id)",
    "entretien d'une autre structure que son étape": "SELECT n.id FROM entretien n "
    "JOIN entretien_etape l ON l.entretien_id = n.id JOIN etape e ON e.id = l.etape_id WHERE e.structure_id <> "
    "n.structure_id",
    "réalisation connue avant le rendez-vous": "SELECT id FROM entretien "
    "WHERE date_heure >= $1::date + 1 AND realisation <> 'PREVU'",
    "synthèse sans présence": "SELECT id FROM entretien WHERE synthese IS NOT NULL AND realisation <> 'PRESENCE'",
    "prochain entretien d'une autre personne ou antérieur": "SELECT n.id FROM entretien n "
    "JOIN entretien p ON p.id = n.prochain_entretien_id "
    "WHERE p.beneficiaire_id <> n.beneficiaire_id OR p.date_heure::date < n.date_heure::date",
    "séance sans participant ou d'une autre structure": "SELECT s.id FROM seance s LEFT JOIN entretien n ON "
    "n.seance_id = s.id "
    "WHERE n.id IS NULL OR n.structure_id <> s.structure_id OR n.date_heure <> s.date_heure OR "
    "n.duree_minutes <> s.duree_minutes",
    "premier entretien qui n'est pas d'accueil": "SELECT e.id FROM etape e CROSS JOIN LATERAL (SELECT n.type_id "
    "FROM entretien n JOIN entretien_etape l ON l.entretien_id = n.id WHERE l.etape_id = e.id AND n.structure_id = "
    "e.structure_id "
    "ORDER BY n.date_heure::date, n.type_id LIMIT 1) p WHERE p.type_id NOT LIKE '%:ACCUEIL' AND NOT EXISTS ("
    "SELECT FROM etape a WHERE a.beneficiaire_id = e.beneficiaire_id AND a.structure_id = e.structure_id AND a.id "
    "<> e.id)",
    "référent qui n'est pas de la structure de l'étape": "SELECT r.id FROM referent r JOIN etape e ON e.id = "
    "r.etape_id "
    "WHERE NOT EXISTS (SELECT FROM collaborateur_structure l "
    "WHERE l.collaborateur_id = r.collaborateur_id AND l.structure_id = e.structure_id)",
    "référent d'étape hors des dates de l'étape": "SELECT r.id FROM referent r JOIN etape e ON e.id = r.etape_id "
    "WHERE r.debut < e.debut_reel OR r.fin > e.fin_reelle OR (r.fin IS NULL AND e.fin_reelle IS NOT NULL)",
    "référent de parcours qui n'en a pas le profil": "SELECT r.id FROM referent r "
    "JOIN collaborateur c ON c.id = r.collaborateur_id WHERE r.type = 'PARCOURS' AND c.profil <> 'REFERENT_PARCOURS'",
    "bilan hors de son étape": "SELECT b.id FROM bilan b JOIN etape e ON e.id = b.etape_id "
    "WHERE b.date_bilan < e.debut_reel OR b.date_mise_a_jour > coalesce(e.fin_reelle, $1)",
    "bilan d'une autre thématique que son étape": "SELECT b.id FROM bilan b JOIN etape e ON e.id = b.etape_id "
    "JOIN offre_de_service o ON o.id = e.offre_de_service_id JOIN modele_bilan m ON m.id = b.modele_id "
    "WHERE m.thematique_id <> o.thematique_id",
    "caractéristique d'étape hors de sa liste": "SELECT c.id FROM caracteristique_etape c "
    "JOIN definition_caracteristique_etape d ON d.id = c.definition_id "
    "WHERE d.type = 'CHOIX' AND NOT EXISTS (SELECT FROM valeur v WHERE v.id = d.liste || ':' || c.valeur)",
    "caractéristique d'étape à venir": "SELECT c.id FROM caracteristique_etape c "
    "JOIN definition_caracteristique_etape d ON d.id = c.definition_id "
    "WHERE d.forme = 'DATE_PASSEE' AND c.valeur > to_char($1::date, 'YYYY-MM-DD')",
    "bilan final d'un questionnaire qui ne peut pas l'être": "SELECT b.id FROM bilan b "
    "JOIN modele_bilan m ON m.id = b.modele_id WHERE b.nature = 'FINAL' AND NOT m.final",
    "réponse à une question d'un autre modèle": "SELECT r.id FROM reponse r JOIN bilan b ON b.id = r.bilan_id "
    "JOIN question q ON q.id = r.question_id WHERE q.modele_id <> b.modele_id",
    "réponse d'un autre type que sa question": "SELECT r.id FROM reponse r JOIN question q ON q.id = r.question_id "
    "WHERE (q.type = 'TEXTE' AND r.texte IS NULL) OR (q.type = 'NOMBRE' AND r.nombre IS NULL) "
    "OR (q.type = 'DATE' AND r.date IS NULL) OR (q.type IN ('OUI_NC_NON', 'CHOIX', 'CHOIX_MULTIPLE') AND r.choix IS "
    "NULL)",
    "réponse hors des choix de sa question": "SELECT r.id FROM reponse r JOIN question q ON q.id = r.question_id "
    "WHERE r.choix IS NOT NULL AND r.choix <> ALL (coalesce(q.choix, ARRAY['OUI', 'NC', 'NON']))",
    "plusieurs réponses à une question simple": "SELECT r.id FROM reponse r JOIN question q ON q.id = r.question_id "
    "WHERE r.rang > 1 AND NOT q.repetable AND q.type <> 'CHOIX_MULTIPLE'",
    "caractéristique d'étape d'une autre thématique": "SELECT c.id FROM caracteristique_etape c "
    "JOIN definition_caracteristique_etape d ON d.id = c.definition_id JOIN etape e ON e.id = c.etape_id "
    "JOIN offre_de_service o ON o.id = e.offre_de_service_id WHERE d.thematique_id <> o.thematique_id",
    "personne sans toutes ses caractéristiques": "SELECT b.id FROM beneficiaire b WHERE (SELECT count(*) "
    "FROM caracteristique c WHERE c.beneficiaire_id = b.id) <> (SELECT count(*) FROM definition_caracteristique)",
    "difficulté mal marquée santé": "SELECT d.id FROM difficulte d JOIN difficulte_reference r ON r.id = "
    "d.difficulte_id "
    "JOIN nature_difficulte n ON n.id = r.nature_id WHERE d.sante <> n.sante",
    "objectif d'une autre personne que son étape": "SELECT o.id FROM objectif o JOIN objectif_etape l ON "
    "l.objectif_id = o.id "
    "JOIN etape e ON e.id = l.etape_id WHERE e.beneficiaire_id <> o.beneficiaire_id",
    "présence ou heures hors de l'étape": "SELECT p.etape_id FROM presence p JOIN etape e ON e.id = p.etape_id "
    "WHERE p.jour < e.debut_reel OR p.jour > coalesce(e.fin_reelle, $1) UNION ALL "
    "SELECT h.etape_id FROM heures_mensuelles h JOIN etape e ON e.id = h.etape_id "
    "WHERE h.mois < date_trunc('month', e.debut_reel) OR h.mois > coalesce(e.fin_reelle, $1)",
    "foyer dont la CAF donne deux fois le rôle": "SELECT min(id) FROM beneficiaire WHERE numero_caf IS NOT NULL "
    "GROUP BY numero_caf, role_foyer HAVING count(*) > 1",
    "numéro MSA en clair": "SELECT id FROM beneficiaire WHERE (organisme_payeur_id LIKE '%:MSA') <> "
    "(numero_caf IS NULL AND nir_masque LIKE '•••••••••• ___')",
    "téléphone hors des numéros fictifs": "SELECT id FROM beneficiaire WHERE telephone !~ "
    "'^[+](3363998|3346571)[0-9]{4}$' "
    "UNION ALL SELECT id FROM collaborateur WHERE telephone !~ '^[+]3346571[0-9]{4}$' "
    "UNION ALL SELECT id FROM structure WHERE telephone !~ '^[+]3346571[0-9]{4}$'",
    "adresse électronique qui pourrait exister": "SELECT id FROM beneficiaire WHERE email !~ "
    "'^[a-z0-9.-]+@courriel[.]example$' "
    "UNION ALL SELECT id FROM collaborateur WHERE email !~ '^[a-z0-9.-]+@(demo|structure)[.]example$' "
    "UNION ALL SELECT id FROM structure WHERE email !~ '^[a-z0-9.-]+@[a-z0-9-]+[.]example$'",
    "accès qui n'est pas celui de la vue": "SELECT 1 FROM (TABLE acces_structure EXCEPT TABLE acces_calcule) a "
    "UNION ALL SELECT 1 FROM (TABLE acces_calcule EXCEPT TABLE acces_structure) b",
    "ligne créée dans l'avenir": " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE cree_le >= $1::date + interval '1 day'"
        for table in (
            "beneficiaire",
            "etape",
            "entretien",
            "contrat",
            "rattachement",
            "bilan",
            "referent",
            "difficulte",
        )
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS)
async def test_rien_d_incoherent(demo: Any, invariant: str) -> None:
    requete = INVARIANTS[invariant]
    jour = [JOUR] if "$1" in requete else []
    assert await demo.fetch(f"SELECT * FROM ({requete}) x LIMIT 5", *jour) == []

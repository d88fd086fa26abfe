"""The demo data: the same for the same seed, believable, loaded without leaving a trace in the catalog."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from typing import Any

import argon2
import pytest
from sqlalchemy import text
from stdnum.fr import siret

from db import migrations
from db.demo import COMPTES, MOT_DE_PASSE, BaseNonVide, charger_demo
from db.demo.tables import COLUMNS, LOADED
from db.engine import write_engine
from db.private_postgres import PrivateServer

JOUR = dt.date(2026, 3, 10)
PETITE = 150

EMPREINTES = " UNION ALL ".join(
    f"SELECT '{table}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t" for table in LOADED
)
CATALOGUE = """
    SELECT conrelid::regclass::text || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated::text AS objet
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_indexdef(indexrelid) || indisvalid::text FROM pg_index
    WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace)
    UNION ALL SELECT pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT attrelid::regclass::text || attname || attnotnull::text || attidentity::text || attgenerated::text
    FROM pg_attribute WHERE attnum > 0 AND attrelid IN (
        SELECT oid FROM pg_class WHERE relkind IN ('r', 'v') AND relnamespace = 'public'::regnamespace)
    ORDER BY objet
"""


@pytest.fixture(scope="module")
def base_demo(serveur_postgres: PrivateServer) -> Iterator[str]:
    """A database with the demo at its default size."""
    nom = "essai_demo"
    asyncio.run(_administrer(serveur_postgres, f"CREATE DATABASE {nom} TEMPLATE modele"))
    asyncio.run(charger_demo(serveur_postgres.url(nom), jour=JOUR))
    yield serveur_postgres.url(nom)
    asyncio.run(_administrer(serveur_postgres, f"DROP DATABASE {nom} WITH (FORCE)"))


async def _administrer(server: PrivateServer, ordre: str) -> None:
    engine = write_engine(server.url()).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(ordre))
    await engine.dispose()


@pytest.fixture
async def demo(base_demo: str) -> AsyncIterator[Any]:
    """An asyncpg connection to the demo, in a transaction that is rolled back."""
    engine = write_engine(base_demo)
    async with engine.connect() as connection:
        driver: Any = (await connection.get_raw_connection()).driver_connection
        transaction = driver.transaction()
        await transaction.start()
        yield driver
        await transaction.rollback()
    await engine.dispose()


async def _lire(url: str, ordre: str) -> list[Any]:
    engine = write_engine(url)
    async with engine.connect() as connection:
        rows = (await connection.execute(text(ordre))).all()
    await engine.dispose()
    return [tuple(row) for row in rows]


async def _vider(url: str) -> None:
    engine = write_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(f"TRUNCATE {', '.join(LOADED)}"))
    await engine.dispose()


async def test_la_meme_graine_donne_les_memes_lignes(base_vierge: str) -> None:
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    premieres = await _lire(base_vierge, EMPREINTES)
    await _vider(base_vierge)
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    assert await _lire(base_vierge, EMPREINTES) == premieres
    assert {table for table, empreinte in premieres if empreinte} >= set(COLUMNS)


async def test_une_autre_graine_donne_d_autres_personnes(base_vierge: str) -> None:
    noms = "SELECT nom, prenom, date_naissance FROM beneficiaire ORDER BY id"
    await charger_demo(base_vierge, beneficiaires=40, jour=JOUR)
    premieres = await _lire(base_vierge, noms)
    await _vider(base_vierge)
    await charger_demo(base_vierge, beneficiaires=40, jour=JOUR, graine=35)
    assert not set(await _lire(base_vierge, noms)) & set(premieres)


async def test_le_catalogue_est_le_meme_apres_le_chargement(base_vierge: str) -> None:
    avant = await _lire(base_vierge, CATALOGUE)
    await charger_demo(base_vierge, beneficiaires=PETITE, jour=JOUR)
    assert await _lire(base_vierge, CATALOGUE) == avant
    engine = write_engine(base_vierge)
    async with engine.connect() as connection:
        assert await connection.run_sync(migrations.differences) is None
    await engine.dispose()


async def test_une_base_qui_contient_des_donnees_est_refusee_et_reste_telle_quelle(base_vierge: str) -> None:
    await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    avant = await _lire(base_vierge, EMPREINTES)
    with pytest.raises(BaseNonVide, match="contient déjà des données"):
        await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    assert await _lire(base_vierge, EMPREINTES) == avant


@pytest.mark.parametrize("moment", ["Dossiers", "Index et contraintes"])
async def test_un_chargement_interrompu_ne_laisse_rien_et_se_recommence(base_vierge: str, moment: str) -> None:
    class Coupure(Exception):
        pass

    def couper(etape: str, fait: int, total: int) -> None:
        if etape == moment:
            raise Coupure

    catalogue = await _lire(base_vierge, CATALOGUE)
    with pytest.raises(Coupure):
        await charger_demo(base_vierge, beneficiaires=30, jour=JOUR, progres=couper)
    assert await _lire(base_vierge, CATALOGUE) == catalogue
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(0,)]
    await charger_demo(base_vierge, beneficiaires=30, jour=JOUR)
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(30,)]


@pytest.mark.parametrize("taille", [1, 2])
async def test_une_demo_minuscule_se_charge(base_vierge: str, taille: int) -> None:
    await charger_demo(base_vierge, beneficiaires=taille, jour=JOUR)
    assert await _lire(base_vierge, "SELECT count(*) FROM beneficiaire") == [(taille,)]


async def test_une_demo_sans_personne_est_refusee(base_vierge: str) -> None:
    with pytest.raises(ValueError, match="au moins un bénéficiaire"):
        await charger_demo(base_vierge, beneficiaires=0)


async def test_la_progression_avance_jusqu_au_bout(base_vierge: str) -> None:
    suivi: dict[str, list[tuple[int, int]]] = {}
    await charger_demo(
        base_vierge, beneficiaires=30, jour=JOUR, progres=lambda e, f, t: suivi.setdefault(e, []).append((f, t))
    )
    assert list(suivi) == ["Dossiers", "Index et contraintes", "Statistiques"]
    for pas in suivi.values():
        assert pas == sorted(pas)
        assert pas[-1][0] == pas[-1][1]


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
    numeros = [row["siret"] for row in await demo.fetch("SELECT siret FROM structure WHERE siret IS NOT NULL")]
    assert len(numeros) > 15
    assert all(siret.is_valid(numero) and numero.startswith("000") for numero in numeros)


async def test_une_ligne_ajoutee_apres_le_chargement_prend_le_numero_suivant(demo: Any) -> None:
    dernier = await demo.fetchrow("SELECT max(id) AS id, max(numero) AS numero FROM beneficiaire")
    suivant = await demo.fetchrow(
        "INSERT INTO beneficiaire (civilite, nom, prenom, date_naissance) VALUES ('M', 'N', 'P', '1980-01-01') "
        "RETURNING id, numero"
    )
    assert (suivant["id"], suivant["numero"]) == (dernier["id"] + 1, dernier["numero"] + 1)


async def test_une_etape_fermee_apres_le_chargement_change_l_acces(demo: Any) -> None:
    etape = await demo.fetchrow(
        "SELECT id, structure_id, beneficiaire_id FROM etape e WHERE fin_reelle IS NULL AND (SELECT count(*) FROM "
        "etape a "
        "WHERE a.structure_id = e.structure_id AND a.beneficiaire_id = e.beneficiaire_id) = 1 LIMIT 1"
    )
    await demo.execute("UPDATE etape SET fin_reelle = $2, motif_fin_id = 1 WHERE id = $1", etape["id"], JOUR)
    acces = await demo.fetchval(
        "SELECT etape FROM acces_structure WHERE structure_id = $1 AND beneficiaire_id = $2",
        etape["structure_id"],
        etape["beneficiaire_id"],
    )
    assert acces == JOUR


async def test_environ_une_personne_sur_sept_est_sortie(demo: Any) -> None:
    part = await demo.fetchval("SELECT avg((sortie IS NOT NULL)::int)::float FROM accompagnement")
    assert 0.1 < part < 0.2

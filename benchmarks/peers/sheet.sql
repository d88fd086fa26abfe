-- The sheet as one would write it by hand for speed. $1: id of the person, $2: today, $3: now.
SELECT row_to_json(x) FROM (
  SELECT 'Beneficiaire:' || b.id AS "id", b.numero_dossier AS "numeroDossier", b.civilite, b.nom,
    b.nom_naissance AS "nomNaissance", b.prenom, b.date_naissance AS "dateNaissance",
    extract(year FROM age($2::date, b.date_naissance))::int AS "age", 'COMPLET' AS "acces",
    (SELECT row_to_json(y) FROM (SELECT b.adresse, b.code_postal AS "codePostal", b.commune, b.telephone, b.email) y)
      AS "coordonnees",
    coalesce(b.numero_caf, b.nir_masque) AS "numeroAllocataire",
    b.numero_demande_rsa AS "numeroDemandeRsa",
    CASE WHEN payeur.id IS NOT NULL THEN row_to_json((SELECT y FROM (SELECT payeur.libelle) y)) END AS "organismePayeur",
    b.role_foyer AS "roleFoyer",
    CASE WHEN secteur.id IS NOT NULL THEN (SELECT row_to_json(y) FROM (
      SELECT secteur.code, secteur.libelle,
        CASE WHEN sdi.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT sdi.libelle) z)) END AS "parent") y)
      END AS "secteur",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Accompagnement:' || a.id AS "id",
        row_to_json((SELECT z FROM (SELECT d.code, d.libelle) z)) AS "dispositif", a.entree, a.sortie,
        CASE WHEN m.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT m.libelle) z)) END AS "motifSortie",
        round((coalesce(a.sortie, $2) - a.entree) / 30.0, 1)::float8 AS "dureeMois"
      FROM accompagnement a JOIN dispositif d ON d.id = a.dispositif_id
        LEFT JOIN valeur m ON m.id = a.motif_sortie_id
      WHERE a.beneficiaire_id = b.id ORDER BY a.entree DESC, a.id) y) AS "accompagnements",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT row_to_json((SELECT z FROM (SELECT d.rubrique, d.libelle) z)) AS "definition",
        CASE WHEN c.champ IS NULL THEN c.valeur_saisie
          WHEN c.champ = 'numero_allocataire' THEN coalesce(b.numero_caf, b.nir_masque)
          ELSE b.numero_demande_rsa END AS "valeur",
        c.depuis, c.verifiee_le AS "verifieeLe",
        CASE WHEN CASE WHEN c.champ IS NULL THEN c.valeur_saisie
            WHEN c.champ = 'numero_allocataire' THEN coalesce(b.numero_caf, b.nir_masque)
            ELSE b.numero_demande_rsa END IS NULL THEN 'MANQUANTE'
          WHEN c.verifiee_le + d.delai_rafraichissement < $2 THEN 'A_ACTUALISER' ELSE 'A_JOUR' END AS "etat"
      FROM caracteristique c JOIN definition_caracteristique d ON d.id = c.definition_id
      WHERE c.beneficiaire_id = b.id ORDER BY c.definition_id) y) AS "caracteristiques",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Contrat:' || c.id AS "id", c.numero, c.type, c.debut, c.fin, c.date_signature AS "dateSignature",
        CASE WHEN c.annule_le IS NOT NULL THEN 'ANNULE' WHEN c.debut > $2 THEN 'EN_PREPARATION'
          WHEN c.fin < $2 THEN 'ECHU' WHEN c.fin < $2 + 30 THEN 'A_RENOUVELER' ELSE 'EN_COURS' END AS "etat",
        c.annule_le IS NULL AND NOT EXISTS (SELECT FROM contrat o
          WHERE o.beneficiaire_id = b.id AND o.annule_le IS NULL AND o.debut > c.debut) AS "plusRecent",
        c.dernier_contrat AS "dernierContrat"
      FROM contrat c WHERE c.beneficiaire_id = b.id ORDER BY c.debut DESC, c.id) y) AS "contrats",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Referent:' || r.id AS "id", r.type, r.debut, r.fin,
        r.debut <= $2 AND coalesce(r.fin >= $2, true) AS "actif",
        (SELECT row_to_json(z) FROM (SELECT k.nom, k.prenom, k.email, k.telephone,
          (SELECT coalesce(json_agg(w), '[]') FROM (
            SELECT s.raison_sociale AS "raisonSociale"
            FROM collaborateur_structure l JOIN structure s ON s.id = l.structure_id
            WHERE l.collaborateur_id = k.id ORDER BY s.raison_sociale, s.id) w) AS "structures") z) AS "collaborateur"
      FROM referent r JOIN collaborateur k ON k.id = r.collaborateur_id
      WHERE r.beneficiaire_id = b.id ORDER BY r.debut DESC, r.id) y) AS "referents",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Etape:' || e.id AS "id", o.libelle AS "intitule", 'COMPLET' AS "acces", e.debut_reel AS "debutReel",
        e.fin_reelle AS "finReelle",
        round((coalesce(e.fin_reelle, $2) - e.debut_reel) / 30.0, 1)::float8 AS "dureeMois",
        CASE WHEN m.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT m.code, m.libelle) z)) END AS "motifFin",
        e.commentaire,
        row_to_json((SELECT z FROM (SELECT t.code, t.libelle) z)) AS "thematique",
        row_to_json((SELECT z FROM (SELECT s.raison_sociale AS "raisonSociale") z)) AS "structure",
        (SELECT row_to_json(z) FROM (SELECT o.libelle, o.ouverte,
          row_to_json((SELECT w FROM (SELECT l.libelle) w)) AS "territoire",
          row_to_json((SELECT w FROM (SELECT t.code) w)) AS "thematique") z) AS "offreDeService",
        CASE WHEN k.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT k.nom, k.prenom) z)) END
          AS "referentInitiateur",
        (SELECT row_to_json(z) FROM (SELECT
          (SELECT count(*) FROM presence p WHERE p.etape_id = e.id) AS "joursRealises",
          t.jours_presence AS "joursPrevus",
          (SELECT coalesce(sum(h.heures), 0)::float8 FROM heures_mensuelles h WHERE h.etape_id = e.id)
            AS "totalHeures") z) AS "presence",
        (SELECT coalesce(json_agg(z), '[]') FROM (
          SELECT row_to_json((SELECT w FROM (SELECT d.libelle) w)) AS "definition", c.valeur
          FROM caracteristique_etape c JOIN definition_caracteristique_etape d ON d.id = c.definition_id
          WHERE c.etape_id = e.id ORDER BY c.definition_id) z) AS "caracteristiques",
        (SELECT row_to_json(z) FROM (SELECT coalesce(json_agg(n.noeud) FILTER (WHERE n.rang <= 10), '[]') AS "nodes",
            row_to_json((SELECT w FROM (SELECT max(n.lues) > 10 AS "hasNextPage",
              max(n.curseur) FILTER (WHERE n.rang = least(n.lues, 10)) AS "endCursor") w)) AS "pageInfo"
          FROM (SELECT p.rang, p.lues, p.date_heure || ' ' || p.id AS curseur,
              CASE WHEN p.rang <= 10 THEN (SELECT row_to_json(z) FROM (
                SELECT 'Entretien:' || p.id AS "id", p.date_heure AS "dateHeure", p.duree_minutes AS "dureeMinutes",
                  row_to_json((SELECT w FROM (SELECT genre.libelle) w)) AS "type", p.realisation,
                  CASE WHEN lieu.id IS NOT NULL THEN row_to_json((SELECT w FROM (SELECT lieu.libelle) w)) END AS "lieu",
                  p.synthese, row_to_json((SELECT w FROM (SELECT k.nom, k.prenom) w)) AS "collaborateur",
                  (SELECT coalesce(json_agg(w), '[]') FROM (
                    SELECT row_to_json((SELECT v FROM (SELECT theme.libelle) v)) AS "theme", h.commentaire
                    FROM theme_entretien h JOIN valeur theme ON theme.id = h.theme_id
                    WHERE h.entretien_id = p.id ORDER BY h.rang, h.id) w) AS "themes") z) END AS noeud
            FROM (SELECT q.*, row_number() OVER () AS rang, count(*) OVER () AS lues FROM (
                SELECT i.id, i.date_heure, i.duree_minutes, i.type_id, i.realisation, i.lieu_id, i.synthese,
                  i.collaborateur_id
                FROM entretien_etape l JOIN entretien i ON i.id = l.entretien_id
                WHERE l.etape_id = e.id ORDER BY i.date_heure DESC, i.id DESC LIMIT 11) q) p
              JOIN collaborateur k ON k.id = p.collaborateur_id
              JOIN valeur genre ON genre.id = p.type_id
              LEFT JOIN valeur lieu ON lieu.id = p.lieu_id
            ORDER BY p.rang) n) z) AS "entretiens",
        (SELECT coalesce(json_agg(z), '[]') FROM (
          SELECT 'Bilan:' || i.id AS "id", row_to_json((SELECT w FROM (SELECT d.libelle) w)) AS "modele", i.nature,
            i.date_bilan AS "dateBilan", i.date_mise_a_jour AS "dateMiseAJour",
            (SELECT count(*) FROM question q WHERE q.modele_id = i.modele_id) AS "nombreQuestions",
            (SELECT count(*) FROM reponse r WHERE r.bilan_id = i.id) AS "nombreReponses",
            NOT EXISTS (SELECT FROM question q WHERE q.modele_id = i.modele_id AND q.obligatoire
              AND NOT EXISTS (SELECT FROM reponse r WHERE r.bilan_id = i.id AND r.question_id = q.id)) AS "complet",
            (SELECT coalesce(json_agg(w), '[]') FROM (
              SELECT row_to_json((SELECT v FROM (SELECT q.code, q.libelle) v)) AS "question", r.texte,
                r.nombre::float8 AS "nombre", r.date, r.choix
              FROM reponse r JOIN question q ON q.id = r.question_id
              WHERE r.bilan_id = i.id ORDER BY r.question_id, r.rang) w) AS "reponses"
          FROM bilan i JOIN modele_bilan d ON d.id = i.modele_id
          WHERE i.etape_id = e.id ORDER BY i.date_bilan DESC, i.id) z) AS "bilans"
      FROM etape e JOIN offre_de_service o ON o.id = e.offre_de_service_id
        JOIN thematique t ON t.id = o.thematique_id
        JOIN territoire l ON l.id = o.territoire_id
        JOIN structure s ON s.id = e.structure_id
        LEFT JOIN motif_fin_etape m ON m.id = e.motif_fin_id
        LEFT JOIN collaborateur k ON k.id = e.referent_initiateur_id
      WHERE e.beneficiaire_id = b.id ORDER BY e.debut_reel DESC, e.id) y) AS "etapes",
    (SELECT row_to_json(y) FROM (
      SELECT 'Entretien:' || i.id AS "id", i.date_heure AS "dateHeure", i.duree_minutes AS "dureeMinutes",
        row_to_json((SELECT z FROM (SELECT v.libelle) z)) AS "type"
      FROM entretien i JOIN valeur v ON v.id = i.type_id
      WHERE i.beneficiaire_id = b.id AND i.date_heure <= $3 AND i.realisation <> 'ANNULE'
      ORDER BY i.date_heure DESC, i.id DESC LIMIT 1) y) AS "dernierEntretien",
    (SELECT row_to_json(y) FROM (
      SELECT 'Entretien:' || i.id AS "id", i.date_heure AS "dateHeure", i.duree_minutes AS "dureeMinutes",
        row_to_json((SELECT z FROM (SELECT v.libelle) z)) AS "type"
      FROM entretien i JOIN valeur v ON v.id = i.type_id
      WHERE i.beneficiaire_id = b.id AND i.date_heure > $3 AND i.realisation = 'PREVU'
      ORDER BY i.date_heure, i.id LIMIT 1) y) AS "prochainEntretien",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Competence:' || c.id AS "id", (SELECT row_to_json(z) FROM (
          SELECT r.libelle, row_to_json((SELECT w FROM (SELECT f.libelle) w)) AS "filiere") z) AS "competence",
        CASE WHEN n.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT n.libelle) z)) END AS "niveau", c.debut, c.fin
      FROM competence c JOIN competence_reference r ON r.id = c.competence_id JOIN filiere f ON f.id = r.filiere_id
        LEFT JOIN valeur n ON n.id = c.niveau_id
      WHERE c.beneficiaire_id = b.id ORDER BY c.debut DESC, c.id) y) AS "competences",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT s.nature, s.libelle, s.rang, s.en_cours AS "enCours"
      FROM souhait s WHERE s.beneficiaire_id = b.id ORDER BY s.rang, s.id) y) AS "souhaits",
    (SELECT coalesce(json_agg(y), '[]') FROM (
      SELECT 'Difficulte:' || d.id AS "id", (SELECT row_to_json(z) FROM (
          SELECT r.libelle, row_to_json((SELECT w FROM (SELECT n.libelle) w)) AS "nature") z) AS "difficulte",
        d.debut, d.fin,
        CASE WHEN v.id IS NOT NULL THEN row_to_json((SELECT z FROM (SELECT v.libelle) z)) END AS "realisation",
        d.commentaire
      FROM difficulte d JOIN difficulte_reference r ON r.id = d.difficulte_id
        JOIN nature_difficulte n ON n.id = r.nature_id LEFT JOIN valeur v ON v.id = d.realisation_id
      WHERE d.beneficiaire_id = b.id AND d.fin IS NULL ORDER BY d.debut DESC, d.id) y) AS "difficultes"
  FROM beneficiaire b LEFT JOIN valeur payeur ON payeur.id = b.organisme_payeur_id
    LEFT JOIN territoire secteur ON secteur.id = b.secteur_id
    LEFT JOIN territoire sdi ON sdi.id = secteur.parent_id
  WHERE b.id = $1) x

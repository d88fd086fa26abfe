SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT 'Dispositif:' || CAST(dispositif_1.id AS TEXT) AS id,
    dispositif_1.code AS code,
    dispositif_1.libelle AS libelle
    FROM dispositif AS dispositif_1
    WHERE true
    ORDER BY dispositif_1.libelle,
    dispositif_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT 'MotifFinEtape:' || CAST(motif_fin_etape_1.id AS TEXT) AS id,
    motif_fin_etape_1.code AS code,
    motif_fin_etape_1.libelle AS libelle,
    motif_fin_etape_1.nature AS nature,
    motif_fin_etape_1.exige_bilan_final AS "exigeBilanFinal",
    motif_fin_etape_1.exige_fnea AS "exigeFnea",
    motif_fin_etape_1.alerte_sdi AS "alerteSdi"
    FROM motif_fin_etape AS motif_fin_etape_1
    WHERE true
    ORDER BY motif_fin_etape_1.code,
    motif_fin_etape_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT definition_caracteristique_etape_1.code AS code,
    definition_caracteristique_etape_1.libelle AS libelle,
    definition_caracteristique_etape_1.rubrique AS rubrique,
    definition_caracteristique_etape_1.type AS type,
    definition_caracteristique_etape_1.liste AS liste,
    (
      SELECT row_to_json(ligne$) AS row_to_json_1
      FROM (
        SELECT thematique_1.code AS code
        FROM thematique AS thematique_1
        WHERE thematique_1.id = definition_caracteristique_etape_1.thematique_id AND true
      ) AS ligne$
    ) AS thematique
    FROM definition_caracteristique_etape AS definition_caracteristique_etape_1
    WHERE true
    ORDER BY definition_caracteristique_etape_1.rang,
    definition_caracteristique_etape_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT nature_difficulte_1.code AS code,
    nature_difficulte_1.libelle AS libelle,
    nature_difficulte_1.sante AS sante,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
      FROM (
        SELECT 'DifficulteReference:' || CAST(difficulte_reference_1.id AS TEXT) AS id,
        difficulte_reference_1.code AS code,
        difficulte_reference_1.libelle AS libelle,
        difficulte_reference_1.actif AS actif
        FROM difficulte_reference AS difficulte_reference_1
        WHERE nature_difficulte_1.id = difficulte_reference_1.nature_id AND true
        ORDER BY difficulte_reference_1.rang,
        difficulte_reference_1.id
      ) AS ligne$
    ) AS difficultes
    FROM nature_difficulte AS nature_difficulte_1
    WHERE true
    ORDER BY nature_difficulte_1.rang,
    nature_difficulte_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT groupe_filiere_1.code AS code,
    groupe_filiere_1.libelle AS libelle,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
      FROM (
        SELECT filiere_1.code AS code,
        filiere_1.libelle AS libelle,
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_3
          FROM (
            SELECT 'CompetenceReference:' || CAST(competence_reference_1.id AS TEXT) AS id,
            competence_reference_1.code AS code,
            competence_reference_1.libelle AS libelle,
            competence_reference_1.actif AS actif
            FROM competence_reference AS competence_reference_1
            WHERE filiere_1.id = competence_reference_1.filiere_id AND true
            ORDER BY competence_reference_1.libelle,
            competence_reference_1.id
          ) AS ligne$
        ) AS competences
        FROM filiere AS filiere_1
        WHERE groupe_filiere_1.id = filiere_1.groupe_id AND true
        ORDER BY filiere_1.libelle,
        filiere_1.id
      ) AS ligne$
    ) AS filieres
    FROM groupe_filiere AS groupe_filiere_1
    WHERE true
    ORDER BY groupe_filiere_1.libelle,
    groupe_filiere_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT 'ModeleDocument:' || CAST(modele_document_1.id AS TEXT) AS id,
    modele_document_1.code AS code,
    modele_document_1.libelle AS libelle,
    modele_document_1.fnea AS fnea,
    modele_document_1.actif AS actif,
    (
      SELECT row_to_json(ligne$) AS row_to_json_1
      FROM (
        SELECT thematique_1.code AS code
        FROM thematique AS thematique_1
        WHERE thematique_1.id = modele_document_1.thematique_id AND true
      ) AS ligne$
    ) AS thematique
    FROM modele_document AS modele_document_1
    WHERE true
    ORDER BY modele_document_1.libelle,
    modele_document_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT valeur_1.code AS code,
    valeur_1.libelle AS libelle,
    valeur_1.actif AS actif
    FROM valeur AS valeur_1
    WHERE valeur_1.liste = $1::VARCHAR
    ORDER BY valeur_1.rang,
    valeur_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $2::INTEGER AND compte_1.version_droits = $3::INTEGER
)
-- 3 paramètres

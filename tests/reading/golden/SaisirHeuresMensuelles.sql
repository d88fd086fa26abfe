SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN CAST((
          SELECT coalesce(sum(heures_mensuelles_1.heures), 0) AS coalesce_1
          FROM heures_mensuelles AS heures_mensuelles_1
          WHERE heures_mensuelles_1.etape_id = etape_1.id
        ) AS FLOAT) ELSE NULL END AS "totalHeures",
        CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
          FROM (
            SELECT heures_mensuelles_2.mois AS mois,
            CAST(heures_mensuelles_2.heures AS FLOAT) AS heures
            FROM heures_mensuelles AS heures_mensuelles_2
            WHERE etape_1.id = heures_mensuelles_2.etape_id AND true
            ORDER BY heures_mensuelles_2.mois,
            heures_mensuelles_2.etape_id,
            heures_mensuelles_2.mois
          ) AS ligne$
        ) END AS "heuresMensuelles"
      ) AS ligne$
    ) AS presence
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $5::INTEGER AND compte_1.version_droits = $6::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $5::INTEGER AND compte_2.version_droits = $6::INTEGER
))
-- 6 paramètres

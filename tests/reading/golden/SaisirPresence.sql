SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT count(*) AS count_1
          FROM presence AS presence_1
          WHERE presence_1.etape_id = etape_1.id
        ) ELSE NULL END AS "joursRealises",
        CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT thematique_1.jours_presence
          FROM offre_de_service AS offre_de_service_1,
          thematique AS thematique_1
          WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND thematique_1.id = offre_de_service_1.thematique_id
        ) ELSE NULL END AS "joursPrevus",
        CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
          FROM (
            SELECT presence_2.jour AS jour
            FROM presence AS presence_2
            WHERE etape_1.id = presence_2.etape_id AND true
            ORDER BY presence_2.jour,
            presence_2.etape_id,
            presence_2.jour
          ) AS ligne$
        ) END AS jours
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

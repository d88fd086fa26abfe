SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
      SELECT offre_de_service_1.libelle
      FROM offre_de_service AS offre_de_service_1
      WHERE offre_de_service_1.id = etape_1.offre_de_service_id
    ) ELSE 'Autre accompagnement' END AS intitule,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT 'OffreDeService:' || CAST(offre_de_service_2.id AS TEXT) AS id,
        offre_de_service_2.libelle AS libelle
        FROM offre_de_service AS offre_de_service_2
        WHERE offre_de_service_2.id = etape_1.offre_de_service_id AND true AND etape_1.structure_id = ANY ($1::INTEGER[])
      ) AS ligne$
    ) AS "offreDeService",
    CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'OffreDeService:' || CAST(offre_de_service_3.id AS TEXT) AS id,
        offre_de_service_3.libelle AS libelle,
        (
          SELECT row_to_json(ligne$) AS row_to_json_3
          FROM (
            SELECT thematique_1.code AS code
            FROM thematique AS thematique_1
            WHERE thematique_1.id = offre_de_service_3.thematique_id AND true
          ) AS ligne$
        ) AS thematique
        FROM offre_de_service AS offre_de_service_3
        WHERE etape_1.structure_id = offre_de_service_3.structure_id AND etape_1.offre_de_service_id != offre_de_service_3.id AND etape_1.fin_reelle IS NULL AND offre_de_service_3.ouverte AND true
        ORDER BY offre_de_service_3.libelle,
        offre_de_service_3.id
      ) AS ligne$
    ) END AS "offresCompatibles"
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

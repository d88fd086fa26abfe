SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    etape_1.version AS version,
    CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT 'PassageConvention:' || CAST(passage_convention_1.id AS TEXT) AS id,
        passage_convention_1.libelle AS libelle,
        passage_convention_1.debut AS debut,
        passage_convention_1.fin AS fin
        FROM passage_convention AS passage_convention_1
        WHERE etape_1.id = passage_convention_1.etape_id AND true
        ORDER BY passage_convention_1.debut,
        passage_convention_1.id
      ) AS ligne$
    ) END AS "passagesConvention"
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

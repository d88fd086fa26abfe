SELECT collaborateur_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Collaborateur:' || CAST(collaborateur_1.id AS TEXT) AS id,
    collaborateur_1.version AS version,
    collaborateur_1.nom AS nom,
    collaborateur_1.prenom AS prenom,
    collaborateur_1.email AS email,
    collaborateur_1.actif AS actif
  ) AS ligne$
) AS anon_1,
NULL AS anon_2
FROM collaborateur AS collaborateur_1
WHERE collaborateur_1.id = ANY ($1::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $2::INTEGER AND compte_1.version_droits = $3::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $2::INTEGER AND compte_2.version_droits = $3::INTEGER
))
-- 3 paramètres

SELECT collaborateur_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Collaborateur:' || CAST(collaborateur_1.id AS TEXT) AS id,
    collaborateur_1.version AS version,
    collaborateur_1.nom AS nom,
    collaborateur_1.prenom AS prenom,
    collaborateur_1.email AS email,
    collaborateur_1.telephone AS telephone,
    collaborateur_1.fonction AS fonction,
    collaborateur_1.profil AS profil,
    collaborateur_1.export_autorise AS "exportAutorise",
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT structure_1.raison_sociale AS "raisonSociale"
        FROM structure AS structure_1,
        collaborateur_structure AS collaborateur_structure_1
        WHERE collaborateur_1.id = collaborateur_structure_1.collaborateur_id AND structure_1.id = collaborateur_structure_1.structure_id AND true
        ORDER BY structure_1.raison_sociale,
        structure_1.id
      ) AS ligne$
    ) AS structures,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
      FROM (
        SELECT territoire_1.libelle AS libelle
        FROM territoire AS territoire_1,
        collaborateur_territoire AS collaborateur_territoire_1
        WHERE collaborateur_1.id = collaborateur_territoire_1.collaborateur_id AND territoire_1.id = collaborateur_territoire_1.territoire_id AND true
        ORDER BY territoire_1.libelle,
        territoire_1.id
      ) AS ligne$
    ) AS territoires
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

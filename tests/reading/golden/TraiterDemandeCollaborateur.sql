SELECT demande_collaborateur_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'DemandeCollaborateur:' || CAST(demande_collaborateur_1.id AS TEXT) AS id,
    demande_collaborateur_1.version AS version,
    demande_collaborateur_1.statut AS statut,
    demande_collaborateur_1.motif AS motif,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT collaborateur_1.nom AS nom,
        collaborateur_1.prenom AS prenom
        FROM collaborateur AS collaborateur_1
        WHERE collaborateur_1.id = demande_collaborateur_1.traitee_par_id AND true
      ) AS ligne$
    ) AS "traiteePar",
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT 'Collaborateur:' || CAST(collaborateur_2.id AS TEXT) AS id,
        collaborateur_2.email AS email
        FROM collaborateur AS collaborateur_2
        WHERE collaborateur_2.id = demande_collaborateur_1.collaborateur_id AND true
      ) AS ligne$
    ) AS collaborateur
  ) AS ligne$
) AS anon_1,
NULL AS anon_2
FROM demande_collaborateur AS demande_collaborateur_1
WHERE demande_collaborateur_1.id = ANY ($1::INTEGER[]) AND (EXISTS (
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

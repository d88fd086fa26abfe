SELECT (
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT (
      SELECT count(*) AS count_1
      FROM demande_collaborateur AS demande_collaborateur_1
      WHERE demande_collaborateur_1.demandeur_id = $1::INTEGER AND demande_collaborateur_1.statut = ANY ($2::TEXT[])
    ) AS "totalCount",
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT anon_2.__nombre > $3::INTEGER AS "hasNextPage",
        anon_2.__dernier AS "endCursor"
      ) AS ligne$
    ) AS "pageInfo",
    anon_2.k_nodes AS nodes
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_3
FROM (
  SELECT count(*) AS __nombre,
  coalesce(json_agg(anon_4.__n0 ORDER BY anon_4.__rang) FILTER (WHERE anon_4.__rang <= $3::INTEGER), '[]'::json) AS k_nodes,
  max(anon_4.__curseur) FILTER (WHERE anon_4.__rang <= $3::INTEGER AND anon_4.__rang = least($3::INTEGER, anon_4.__lues)) AS __dernier
  FROM (
    SELECT anon_5.__n0 AS __n0,
    anon_5.__curseur AS __curseur,
    row_number() OVER () AS __rang,
    count(*) OVER () AS __lues
    FROM (
      SELECT (
        SELECT row_to_json(ligne$) AS row_to_json_3
        FROM (
          SELECT 'DemandeCollaborateur:' || CAST(demande_collaborateur_1.id AS TEXT) AS id,
          demande_collaborateur_1.version AS version,
          demande_collaborateur_1.nom AS nom,
          demande_collaborateur_1.prenom AS prenom,
          demande_collaborateur_1.email AS email,
          demande_collaborateur_1.profil AS profil,
          demande_collaborateur_1.statut AS statut,
          demande_collaborateur_1.cree_le AS "creeLe",
          (
            SELECT row_to_json(ligne$) AS row_to_json_4
            FROM (
              SELECT collaborateur_1.nom AS nom,
              collaborateur_1.prenom AS prenom
              FROM collaborateur AS collaborateur_1
              WHERE collaborateur_1.id = demande_collaborateur_1.demandeur_id AND true
            ) AS ligne$
          ) AS demandeur,
          (
            SELECT row_to_json(ligne$) AS row_to_json_5
            FROM (
              SELECT structure_1.raison_sociale AS "raisonSociale"
              FROM structure AS structure_1
              WHERE structure_1.id = demande_collaborateur_1.structure_id AND true
            ) AS ligne$
          ) AS structure
        ) AS ligne$
      ) AS __n0,
      $4::VARCHAR || encode(convert_to(CAST(json_build_array('DemandeCollaborateur', CAST(demande_collaborateur_1.cree_le AS TEXT), CAST(demande_collaborateur_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur
      FROM demande_collaborateur AS demande_collaborateur_1
      WHERE demande_collaborateur_1.demandeur_id = $1::INTEGER AND demande_collaborateur_1.statut = ANY ($2::TEXT[])
      ORDER BY demande_collaborateur_1.cree_le ASC,
      demande_collaborateur_1.id ASC
      LIMIT $3::INTEGER + 1
    ) AS anon_5
  ) AS anon_4
) AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $5::INTEGER
)
-- 5 paramètres

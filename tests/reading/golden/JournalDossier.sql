SELECT (
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT anon_2.__nombre > $1::INTEGER AS "hasNextPage",
        anon_2.__dernier AS "endCursor"
      ) AS ligne$
    ) AS "pageInfo",
    anon_2.k_nodes AS nodes
  ) AS ligne$
) AS anon_1,
true,
anon_2.__dossiers
FROM (
  SELECT count(*) AS __nombre,
  coalesce(json_agg(anon_3.__n0 ORDER BY anon_3.__rang) FILTER (WHERE anon_3.__rang <= $1::INTEGER), '[]'::json) AS k_nodes,
  max(anon_3.__curseur) FILTER (WHERE anon_3.__rang <= $1::INTEGER AND anon_3.__rang = least($1::INTEGER, anon_3.__lues)) AS __dernier,
  array_agg(anon_3.__dossier) FILTER (WHERE anon_3.__rang <= $1::INTEGER) AS __dossiers
  FROM (
    SELECT anon_4.__n0 AS __n0,
    anon_4.__curseur AS __curseur,
    anon_4.__dossier AS __dossier,
    row_number() OVER () AS __rang,
    count(*) OVER () AS __lues
    FROM (
      SELECT (
        SELECT row_to_json(ligne$) AS row_to_json_3
        FROM (
          SELECT journal_1.quand AS quand,
          journal_1.action AS action,
          CASE WHEN (journal_1.type = 'Beneficiaire' OR journal_1.structure_id = ANY ($2::INTEGER[]) OR journal_1.collaborateur_id = $3::INTEGER) THEN journal_1.type || ':' || CAST(journal_1.objet_id AS TEXT) ELSE NULL END AS objet,
          journal_1.profil AS profil,
          (
            SELECT row_to_json(ligne$) AS row_to_json_4
            FROM (
              SELECT collaborateur_1.nom AS nom,
              collaborateur_1.prenom AS prenom
              FROM collaborateur AS collaborateur_1
              WHERE journal_1.collaborateur_id = collaborateur_1.id AND true AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                SELECT 1
                FROM collaborateur_structure AS collaborateur_structure_1,
                structure AS structure_1
                WHERE collaborateur_structure_1.collaborateur_id = journal_1.collaborateur_id AND structure_1.id = collaborateur_structure_1.structure_id AND (structure_1.sensible OR structure_1.type = 'ORGANISME_CONVENTIONNE')
              )) AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                SELECT 1
                FROM structure AS structure_2
                WHERE structure_2.id = journal_1.structure_id AND (structure_2.sensible OR structure_2.type = 'ORGANISME_CONVENTIONNE')
              ))) OR journal_1.collaborateur_id = $3::INTEGER)
            ) AS ligne$
          ) AS collaborateur,
          (
            SELECT row_to_json(ligne$) AS row_to_json_5
            FROM (
              SELECT structure_3.raison_sociale AS "raisonSociale"
              FROM structure AS structure_3
              WHERE journal_1.structure_id = structure_3.id AND true AND (journal_1.structure_id = ANY ($2::INTEGER[]) OR NOT (EXISTS (
                SELECT 1
                FROM structure AS structure_4
                WHERE structure_4.id = journal_1.structure_id AND (structure_4.sensible OR structure_4.type = 'ORGANISME_CONVENTIONNE')
              )) OR journal_1.collaborateur_id = $3::INTEGER)
            ) AS ligne$
          ) AS structure
        ) AS ligne$
      ) AS __n0,
      $4::VARCHAR || encode(convert_to(CAST(json_build_array('Journal', CAST(journal_1.quand AS TEXT), CAST(journal_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur,
      journal_1.beneficiaire_id AS __dossier
      FROM journal AS journal_1
      WHERE (journal_1.action != 'ACCES_REFUSE' AND (EXISTS (
        SELECT 1
        FROM acces_structure AS acces_structure_1
        WHERE acces_structure_1.beneficiaire_id = journal_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $5::DATE OR acces_structure_1.entree > $6::DATE)
      )) OR journal_1.collaborateur_id = $3::INTEGER AND journal_1.action != 'ACCES_REFUSE') AND journal_1.action = ANY ($7::TEXT[]) AND (EXISTS (
        SELECT 1
        FROM beneficiaire AS beneficiaire_1
        WHERE journal_1.beneficiaire_id = beneficiaire_1.id AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
          SELECT 1
          FROM acces_structure AS acces_structure_2
          WHERE acces_structure_2.beneficiaire_id = journal_1.beneficiaire_id AND acces_structure_2.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_2.etape > $5::DATE OR acces_structure_2.entree > $6::DATE)
        )) AND beneficiaire_1.id = $8::INTEGER
      ))
      ORDER BY journal_1.quand DESC,
      journal_1.id DESC
      LIMIT $1::INTEGER + 1
    ) AS anon_4
  ) AS anon_3
) AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $3::INTEGER AND compte_1.version_droits = $9::INTEGER
)
-- 9 paramètres

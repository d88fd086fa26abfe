SELECT (
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT (
      SELECT count(*) AS count_1
      FROM beneficiaire AS beneficiaire_1
      WHERE beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
        SELECT 1
        FROM acces_structure AS acces_structure_1
        WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $2::DATE OR acces_structure_1.entree > $3::DATE)
      )) AND beneficiaire_1.recherche LIKE normaliser($4::VARCHAR)
    ) AS "totalCount",
    false AS approchant,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT anon_2.__nombre > $5::INTEGER AS "hasNextPage",
        anon_2.__dernier AS "endCursor"
      ) AS ligne$
    ) AS "pageInfo",
    anon_2.k_nodes AS nodes
  ) AS ligne$
) AS anon_1,
EXISTS (
  SELECT 1
  FROM beneficiaire AS beneficiaire_2
  WHERE beneficiaire_2.fusionne_dans_id IS NULL AND (EXISTS (
    SELECT 1
    FROM acces_structure AS acces_structure_2
    WHERE acces_structure_2.beneficiaire_id = beneficiaire_2.id AND acces_structure_2.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_2.etape > $2::DATE OR acces_structure_2.entree > $3::DATE)
  )) AND beneficiaire_2.recherche LIKE normaliser($4::VARCHAR)
) AS anon_3,
anon_2.__dossiers
FROM (
  SELECT count(*) AS __nombre,
  coalesce(json_agg(anon_4.__n0 ORDER BY anon_4.__rang) FILTER (WHERE anon_4.__rang <= $5::INTEGER), '[]'::json) AS k_nodes,
  max(anon_4.__curseur) FILTER (WHERE anon_4.__rang <= $5::INTEGER AND anon_4.__rang = least($5::INTEGER, anon_4.__lues)) AS __dernier,
  array_agg(anon_4.__dossier) FILTER (WHERE anon_4.__rang <= $5::INTEGER) AS __dossiers
  FROM (
    SELECT anon_5.__n0 AS __n0,
    anon_5.__curseur AS __curseur,
    anon_5.__dossier AS __dossier,
    row_number() OVER () AS __rang,
    count(*) OVER () AS __lues
    FROM (
      SELECT (
        SELECT row_to_json(ligne$) AS row_to_json_3
        FROM (
          SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
          beneficiaire_1.numero_dossier AS "numeroDossier",
          beneficiaire_1.civilite AS civilite,
          beneficiaire_1.nom AS nom,
          beneficiaire_1.prenom AS prenom,
          beneficiaire_1.date_naissance AS "dateNaissance",
          beneficiaire_1.commune AS commune,
          coalesce('•••• ' || right(beneficiaire_1.numero_caf, 3), beneficiaire_1.nir_masque) AS "numeroAllocataireMasque",
          (
            SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
            FROM (
              SELECT (
                SELECT row_to_json(ligne$) AS row_to_json_4
                FROM (
                  SELECT dispositif_1.libelle AS libelle
                  FROM dispositif AS dispositif_1
                  WHERE dispositif_1.id = accompagnement_1.dispositif_id AND true
                ) AS ligne$
              ) AS dispositif,
              accompagnement_1.entree AS entree
              FROM accompagnement AS accompagnement_1
              WHERE beneficiaire_1.id = accompagnement_1.beneficiaire_id AND true
              ORDER BY accompagnement_1.entree DESC,
              accompagnement_1.id
              LIMIT $6::INTEGER
            ) AS ligne$
          ) AS accompagnements
        ) AS ligne$
      ) AS __n0,
      $7::VARCHAR || encode(convert_to(CAST(json_build_array('Beneficiaire', CAST(beneficiaire_1.cle_tri AS TEXT), CAST(beneficiaire_1.id AS TEXT)) AS TEXT), 'UTF8'), 'hex') AS __curseur,
      beneficiaire_1.id AS __dossier
      FROM beneficiaire AS beneficiaire_1
      WHERE beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
        SELECT 1
        FROM acces_structure AS acces_structure_1
        WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $2::DATE OR acces_structure_1.entree > $3::DATE)
      )) AND beneficiaire_1.recherche LIKE normaliser($4::VARCHAR)
      ORDER BY beneficiaire_1.cle_tri ASC,
      beneficiaire_1.id ASC
      LIMIT $5::INTEGER + 1
    ) AS anon_5
  ) AS anon_4
) AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $8::INTEGER AND compte_1.version_droits = $9::INTEGER
)
-- 9 paramètres

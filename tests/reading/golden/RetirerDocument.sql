SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id
  ) AS ligne$
) AS anon_1,
beneficiaire_1.id AS id__1
FROM beneficiaire AS beneficiaire_1
WHERE beneficiaire_1.id = ANY ($1::INTEGER[]) AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = beneficiaire_1.id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

SELECT etape_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
    CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
      SELECT offre_de_service_1.libelle
      FROM offre_de_service AS offre_de_service_1
      WHERE offre_de_service_1.id = etape_1.offre_de_service_id
    ) ELSE 'Autre accompagnement' END AS intitule,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT anon_2.k_nodes AS nodes
        FROM (
          SELECT count(*) AS __nombre,
          coalesce(json_agg(anon_3.__n0 ORDER BY anon_3.__rang) FILTER (WHERE anon_3.__rang <= $2::INTEGER), '[]'::json) AS k_nodes
          FROM (
            SELECT anon_4.__n0 AS __n0,
            row_number() OVER () AS __rang
            FROM (
              SELECT (
                SELECT row_to_json(ligne$) AS row_to_json_3
                FROM (
                  SELECT 'Document:' || CAST(document_1.id AS TEXT) AS id,
                  document_1.edite_le AS "editeLe",
                  (
                    SELECT row_to_json(ligne$) AS row_to_json_4
                    FROM (
                      SELECT modele_document_1.code AS code,
                      modele_document_1.libelle AS libelle
                      FROM modele_document AS modele_document_1
                      WHERE modele_document_1.id = document_1.modele_id AND true
                    ) AS ligne$
                  ) AS modele
                ) AS ligne$
              ) AS __n0
              FROM document AS document_1
              WHERE etape_1.id = document_1.etape_id AND (document_1.structure_id = ANY ($1::INTEGER[]) OR (EXISTS (
                SELECT 1
                FROM transmission AS transmission_1
                WHERE transmission_1.document_id = document_1.id AND transmission_1.structure_id = ANY ($1::INTEGER[])
              )))
              ORDER BY document_1.cree_le DESC,
              document_1.id DESC
              LIMIT $2::INTEGER + 1
            ) AS anon_4
          ) AS anon_3
        ) AS anon_2
      ) AS ligne$
    ) AS documents
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($3::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $6::INTEGER AND compte_1.version_droits = $7::INTEGER
)) UNION ALL
SELECT NULL AS anon_5,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $6::INTEGER AND compte_2.version_droits = $7::INTEGER
))
-- 7 paramètres

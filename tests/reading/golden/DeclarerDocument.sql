SELECT document_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Document:' || CAST(document_1.id AS TEXT) AS id,
    document_1.edite_le AS "editeLe",
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT modele_document_1.code AS code,
        modele_document_1.libelle AS libelle,
        modele_document_1.fnea AS fnea
        FROM modele_document AS modele_document_1
        WHERE modele_document_1.id = document_1.modele_id AND true
      ) AS ligne$
    ) AS modele,
    (
      SELECT row_to_json(ligne$) AS row_to_json_3
      FROM (
        SELECT 'Etape:' || CAST(etape_1.id AS TEXT) AS id,
        CASE WHEN (etape_1.structure_id = ANY ($1::INTEGER[])) THEN (
          SELECT offre_de_service_1.libelle
          FROM offre_de_service AS offre_de_service_1
          WHERE offre_de_service_1.id = etape_1.offre_de_service_id
        ) ELSE 'Autre accompagnement' END AS intitule
        FROM etape AS etape_1
        WHERE etape_1.id = document_1.etape_id AND (EXISTS (
          SELECT 1
          FROM acces_structure AS acces_structure_1
          WHERE acces_structure_1.beneficiaire_id = document_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $2::DATE OR acces_structure_1.entree > $3::DATE)
        ))
      ) AS ligne$
    ) AS etape
  ) AS ligne$
) AS anon_1,
document_1.beneficiaire_id
FROM document AS document_1
WHERE document_1.id = ANY ($4::INTEGER[]) AND (document_1.structure_id = ANY ($1::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_2
  WHERE acces_structure_2.beneficiaire_id = document_1.beneficiaire_id AND acces_structure_2.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_2.etape > $2::DATE OR acces_structure_2.entree > $3::DATE)
)) OR (EXISTS (
  SELECT 1
  FROM transmission AS transmission_1
  WHERE transmission_1.document_id = document_1.id AND transmission_1.structure_id = ANY ($1::INTEGER[])
))) AND (EXISTS (
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

SELECT objectif_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Objectif:' || CAST(objectif_1.id AS TEXT) AS id,
    objectif_1.version AS version,
    objectif_1.libelle AS libelle,
    objectif_1.echeance AS echeance,
    objectif_1.statut AS statut
  ) AS ligne$
) AS anon_1,
objectif_1.beneficiaire_id
FROM objectif AS objectif_1
WHERE objectif_1.id = ANY ($1::INTEGER[]) AND (NOT (EXISTS (
  SELECT 1
  FROM objectif_etape AS objectif_etape_1
  WHERE objectif_etape_1.objectif_id = objectif_1.id
)) OR (EXISTS (
  SELECT 1
  FROM objectif_etape AS objectif_etape_1,
  etape AS etape_1
  WHERE objectif_etape_1.objectif_id = objectif_1.id AND etape_1.id = objectif_etape_1.etape_id AND (etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
    SELECT 1
    FROM offre_de_service AS offre_de_service_1
    WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
  )))
))) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = objectif_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

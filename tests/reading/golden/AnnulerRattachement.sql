SELECT rattachement_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Rattachement:' || CAST(rattachement_1.id AS TEXT) AS id,
    rattachement_1.version AS version,
    rattachement_1.statut AS statut,
    rattachement_1.debut AS debut,
    rattachement_1.fin AS fin
  ) AS ligne$
) AS anon_1,
rattachement_1.beneficiaire_id
FROM rattachement AS rattachement_1
WHERE rattachement_1.id = ANY ($1::INTEGER[]) AND (rattachement_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
  SELECT 1
  FROM offre_de_service AS offre_de_service_1
  WHERE offre_de_service_1.id = rattachement_1.offre_de_service_id AND NOT offre_de_service_1.masquee
))) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = rattachement_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

SELECT contrat_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Contrat:' || CAST(contrat_1.id AS TEXT) AS id,
    contrat_1.version AS version,
    contrat_1.numero AS numero,
    contrat_1.type AS type,
    contrat_1.debut AS debut,
    contrat_1.fin AS fin,
    contrat_1.date_signature AS "dateSignature",
    CASE WHEN (contrat_1.annule_le IS NOT NULL) THEN 'ANNULE' WHEN (contrat_1.debut > $1::DATE) THEN 'EN_PREPARATION' WHEN (contrat_1.fin < $1::DATE) THEN 'ECHU' WHEN (contrat_1.fin < $1::DATE + 30) THEN 'A_RENOUVELER' ELSE 'EN_COURS' END AS etat
  ) AS ligne$
) AS anon_1,
contrat_1.beneficiaire_id
FROM contrat AS contrat_1
WHERE contrat_1.id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = contrat_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($3::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
)) AND (EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $6::INTEGER AND compte_1.version_droits = $7::INTEGER
)) UNION ALL
SELECT NULL AS anon_2,
NULL AS anon__1,
NULL AS anon__2
WHERE NOT (EXISTS (
  SELECT 1
  FROM compte AS compte_2
  WHERE compte_2.collaborateur_id = $6::INTEGER AND compte_2.version_droits = $7::INTEGER
))
-- 7 paramètres

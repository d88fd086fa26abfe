SELECT accompagnement_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Accompagnement:' || CAST(accompagnement_1.id AS TEXT) AS id,
    accompagnement_1.version AS version,
    accompagnement_1.sortie AS sortie,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT valeur_1.libelle AS libelle
        FROM valeur AS valeur_1
        WHERE valeur_1.id = accompagnement_1.motif_sortie_id AND true
      ) AS ligne$
    ) AS "motifSortie"
  ) AS ligne$
) AS anon_1,
accompagnement_1.beneficiaire_id
FROM accompagnement AS accompagnement_1
WHERE accompagnement_1.id = ANY ($1::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = accompagnement_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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
    etape_1.fin_reelle AS "finReelle"
  ) AS ligne$
) AS anon_1,
etape_1.beneficiaire_id
FROM etape AS etape_1
WHERE etape_1.id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = etape_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

SELECT entretien_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Entretien:' || CAST(entretien_1.id AS TEXT) AS id,
    entretien_1.date_heure AS "dateHeure"
  ) AS ligne$
) AS anon_1,
entretien_1.beneficiaire_id
FROM entretien AS entretien_1
WHERE entretien_1.id = ANY ($1::INTEGER[]) AND entretien_1.structure_id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = entretien_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

SELECT referent_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Referent:' || CAST(referent_1.id AS TEXT) AS id,
    referent_1.fin AS fin
  ) AS ligne$
) AS anon_1,
referent_1.beneficiaire_id
FROM referent AS referent_1
WHERE referent_1.id = ANY ($1::INTEGER[]) AND (referent_1.type != 'ETAPE' OR (EXISTS (
  SELECT 1
  FROM etape AS etape_1
  WHERE etape_1.id = referent_1.etape_id AND (etape_1.structure_id = ANY ($2::INTEGER[]) OR (EXISTS (
    SELECT 1
    FROM offre_de_service AS offre_de_service_1
    WHERE offre_de_service_1.id = etape_1.offre_de_service_id AND NOT offre_de_service_1.masquee
  )))
)) OR referent_1.etape_id IS NULL AND (EXISTS (
  SELECT 1
  FROM collaborateur_structure AS collaborateur_structure_1
  WHERE collaborateur_structure_1.collaborateur_id = referent_1.collaborateur_id AND collaborateur_structure_1.structure_id = ANY ($2::INTEGER[])
))) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = referent_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($2::INTEGER[]) AND (acces_structure_1.etape > $3::DATE OR acces_structure_1.entree > $4::DATE)
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

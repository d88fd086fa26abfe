SELECT caracteristique_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Caracteristique:' || CAST(caracteristique_1.id AS TEXT) AS id,
    caracteristique_1.version AS version,
    (
      SELECT row_to_json(ligne$) AS row_to_json_2
      FROM (
        SELECT definition_caracteristique_1.code AS code,
        definition_caracteristique_1.libelle AS libelle
        FROM definition_caracteristique AS definition_caracteristique_1
        WHERE definition_caracteristique_1.id = caracteristique_1.definition_id AND true
      ) AS ligne$
    ) AS definition,
    CASE WHEN (caracteristique_1.champ IS NULL) THEN caracteristique_1.valeur_saisie WHEN (caracteristique_1.champ = 'numero_allocataire') THEN (
      SELECT coalesce(beneficiaire_1.numero_caf, beneficiaire_1.nir_masque) AS coalesce_1
      FROM beneficiaire AS beneficiaire_1
      WHERE beneficiaire_1.id = caracteristique_1.beneficiaire_id
    ) ELSE (
      SELECT beneficiaire_1.numero_demande_rsa
      FROM beneficiaire AS beneficiaire_1
      WHERE beneficiaire_1.id = caracteristique_1.beneficiaire_id
    ) END AS valeur,
    caracteristique_1.depuis AS depuis,
    caracteristique_1.verifiee_le AS "verifieeLe",
    CASE WHEN (CASE WHEN (caracteristique_1.champ IS NULL) THEN caracteristique_1.valeur_saisie WHEN (caracteristique_1.champ = 'numero_allocataire') THEN (
      SELECT coalesce(beneficiaire_2.numero_caf, beneficiaire_2.nir_masque) AS coalesce_2
      FROM beneficiaire AS beneficiaire_2
      WHERE beneficiaire_2.id = caracteristique_1.beneficiaire_id
    ) ELSE (
      SELECT beneficiaire_2.numero_demande_rsa
      FROM beneficiaire AS beneficiaire_2
      WHERE beneficiaire_2.id = caracteristique_1.beneficiaire_id
    ) END IS NULL) THEN 'MANQUANTE' WHEN (caracteristique_1.verifiee_le + (
      SELECT definition_caracteristique_2.delai_rafraichissement
      FROM definition_caracteristique AS definition_caracteristique_2
      WHERE definition_caracteristique_2.id = caracteristique_1.definition_id
    ) < $1::DATE) THEN 'A_ACTUALISER' ELSE 'A_JOUR' END AS etat
  ) AS ligne$
) AS anon_1,
caracteristique_1.beneficiaire_id
FROM caracteristique AS caracteristique_1
WHERE caracteristique_1.id = ANY ($2::INTEGER[]) AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_1
  WHERE acces_structure_1.beneficiaire_id = caracteristique_1.beneficiaire_id AND acces_structure_1.structure_id = ANY ($3::INTEGER[]) AND (acces_structure_1.etape > $4::DATE OR acces_structure_1.entree > $5::DATE)
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

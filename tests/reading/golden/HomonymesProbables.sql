SELECT beneficiaire_1.id,
(
  SELECT row_to_json(ligne$) AS row_to_json_1
  FROM (
    SELECT 'Beneficiaire:' || CAST(beneficiaire_1.id AS TEXT) AS id,
    beneficiaire_1.version AS version,
    beneficiaire_1.numero_dossier AS "numeroDossier",
    beneficiaire_1.nom AS nom,
    beneficiaire_1.prenom AS prenom,
    beneficiaire_1.date_naissance AS "dateNaissance",
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
      FROM (
        SELECT beneficiaire_2.id AS "$dossier",
        'Beneficiaire:' || CAST(beneficiaire_2.id AS TEXT) AS id,
        beneficiaire_2.version AS version,
        beneficiaire_2.numero_dossier AS "numeroDossier",
        beneficiaire_2.nom AS nom,
        beneficiaire_2.nom_naissance AS "nomNaissance",
        beneficiaire_2.prenom AS prenom,
        beneficiaire_2.date_naissance AS "dateNaissance",
        beneficiaire_2.commune AS commune,
        coalesce('•••• ' || right(beneficiaire_2.numero_caf, 3), beneficiaire_2.nir_masque) AS "numeroAllocataireMasque"
        FROM beneficiaire AS beneficiaire_2
        WHERE beneficiaire_2.id != beneficiaire_1.id AND beneficiaire_2.date_naissance = beneficiaire_1.date_naissance AND (similarity(beneficiaire_2.cle_tri, beneficiaire_1.cle_tri) >= 0.5 OR similarity(beneficiaire_2.cle_tri, normaliser((beneficiaire_1.nom_naissance || ' ') || beneficiaire_1.prenom)) >= 0.5 OR similarity(normaliser((beneficiaire_2.nom_naissance || ' ') || beneficiaire_2.prenom), beneficiaire_1.cle_tri) >= 0.5 OR similarity(normaliser((beneficiaire_2.nom_naissance || ' ') || beneficiaire_2.prenom), normaliser((beneficiaire_1.nom_naissance || ' ') || beneficiaire_1.prenom)) >= 0.5) AND beneficiaire_2.fusionne_dans_id IS NULL AND (EXISTS (
          SELECT 1
          FROM acces_structure AS acces_structure_1
          WHERE acces_structure_1.beneficiaire_id = beneficiaire_2.id AND acces_structure_1.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_1.etape > $2::DATE OR acces_structure_1.entree > $3::DATE)
        ))
        ORDER BY beneficiaire_2.cle_tri,
        beneficiaire_2.id
      ) AS ligne$
    ) AS "homonymesProbables"
  ) AS ligne$
) AS anon_1,
beneficiaire_1.id AS id__1
FROM beneficiaire AS beneficiaire_1
WHERE beneficiaire_1.id = ANY ($4::INTEGER[]) AND beneficiaire_1.fusionne_dans_id IS NULL AND (EXISTS (
  SELECT 1
  FROM acces_structure AS acces_structure_2
  WHERE acces_structure_2.beneficiaire_id = beneficiaire_1.id AND acces_structure_2.structure_id = ANY ($1::INTEGER[]) AND (acces_structure_2.etape > $2::DATE OR acces_structure_2.entree > $3::DATE)
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

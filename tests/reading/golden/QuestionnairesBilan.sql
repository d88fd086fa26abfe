SELECT (
  SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_1
  FROM (
    SELECT thematique_1.code AS code,
    thematique_1.libelle AS libelle,
    (
      SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_2
      FROM (
        SELECT 'ModeleBilan:' || CAST(modele_bilan_1.id AS TEXT) AS id,
        modele_bilan_1.code AS code,
        modele_bilan_1.libelle AS libelle,
        modele_bilan_1.numero_version AS "numeroVersion",
        modele_bilan_1.final AS final,
        modele_bilan_1.actif AS actif,
        (
          SELECT coalesce(json_agg(ligne$), '[]'::json) AS coalesce_3
          FROM (
            SELECT question_1.code AS code,
            question_1.section AS section,
            question_1.libelle AS libelle,
            question_1.type AS type,
            question_1.obligatoire AS obligatoire,
            question_1.repetable AS repetable,
            question_1.choix AS choix,
            question_1.rang AS rang
            FROM question AS question_1
            WHERE modele_bilan_1.id = question_1.modele_id AND true
            ORDER BY question_1.rang,
            question_1.id
          ) AS ligne$
        ) AS questions
        FROM modele_bilan AS modele_bilan_1
        WHERE thematique_1.id = modele_bilan_1.thematique_id AND true
        ORDER BY modele_bilan_1.libelle,
        modele_bilan_1.id
      ) AS ligne$
    ) AS "modelesBilan"
    FROM thematique AS thematique_1
    WHERE true
    ORDER BY thematique_1.libelle,
    thematique_1.id
  ) AS ligne$
) AS anon_1,
true,
NULL AS anon_2
WHERE EXISTS (
  SELECT 1
  FROM compte AS compte_1
  WHERE compte_1.collaborateur_id = $1::INTEGER AND compte_1.version_droits = $2::INTEGER
)
-- 2 paramètres

"""Where people live: communes of the Hérault with their postal codes, by secteur, and how many live in each."""

from __future__ import annotations

COMMUNES: dict[str, tuple[float, str]] = {
    "SDI_MONTPELLIERAIN": (
        40,
        "34000 Montpellier, 34070 Montpellier, 34080 Montpellier, 34090 Montpellier, 34170 Castelnau-le-Lez, "
        "34970 Lattes, 34990 Juvignac, 34430 Saint-Jean-de-Védas, 34790 Grabels, 34470 Pérols, 34750 "
        "Villeneuve-lès-Maguelone, 34830 Jacou, 34920 Le Crès, 34690 Fabrègues, 34570 Pignan, 34660 "
        "Cournonterral, 34740 Vendargues",
    ),
    "BITERROIS_BEZIERS": (
        18,
        "34500 Béziers, 34500 Béziers, 34500 Béziers, 34410 Sérignan, 34420 Villeneuve-lès-Béziers, 34410 "
        "Sauvian, 34760 Boujan-sur-Libron, 34350 Valras-Plage, 34350 Vendres, 34490 Lignan-sur-Orb, 34310 "
        "Capestang, 34370 Cazouls-lès-Béziers, 34290 Servian, 34370 Maraussan, 34440 Nissan-lez-Enserune",
    ),
    "ETANG_DE_THAU": (
        12,
        "34200 Sète, 34200 Sète, 34110 Frontignan, 34140 Mèze, 34540 Balaruc-les-Bains, 34340 Marseillan, 34770 "
        "Gigean, 34560 Poussan, 34140 Bouzigues, 34140 Loupian, 34560 Villeveyrac, 34110 Mireval, 34110 "
        "Vic-la-Gardiole",
    ),
    "BITERROIS_PEZENAS": (
        10,
        "34120 Pézenas, 34300 Agde, 34300 Agde, 34550 Bessan, 34510 Florensac, 34450 Vias, 34530 Montagnac, 34320 "
        "Roujan, 34720 Caux, 34630 Saint-Thibéry, 34810 Pomérols, 34120 Nézignan-l'Évêque, 34420 Portiragnes",
    ),
    "PETITE_CAMARGUE": (
        8,
        "34400 Lunel, 34400 Lunel, 34590 Marsillargues, 34130 Mauguio, 34280 La Grande-Motte, 34250 "
        "Palavas-les-Flots, 34130 Lansargues, 34400 Saint-Just, 34400 Lunel-Viel, 34670 Baillargues, 34160 "
        "Castries, 34130 Mudaison, 34160 Boisseron",
    ),
    "COEUR_HERAULT_PIC_ST_LOUP": (
        7,
        "34800 Clermont-l'Hérault, 34700 Lodève, 34150 Gignac, 34190 Ganges, 34380 Saint-Martin-de-Londres, 34270 "
        "Saint-Mathieu-de-Tréviers, 34150 Aniane, 34230 Paulhan, 34725 Saint-André-de-Sangonis, 34520 Le Caylar, "
        "34270 Les Matelles, 34800 Canet",
    ),
    "HAUT_LANGUEDOC_OUEST_HERAULTAIS": (
        5,
        "34600 Bédarieux, 34220 Saint-Pons-de-Thomières, 34240 Lamalou-les-Bains, 34210 Olonzac, 34360 "
        "Saint-Chinian, 34600 Hérépian, 34390 Olargues, 34330 La Salvetat-sur-Agout, 34480 Magalas, 34460 "
        "Cessenon-sur-Orb, 34260 Le Bousquet-d'Orb, 34620 Puisserguier",
    ),
}
"""By territory code: weight, « postal code commune » separated by commas (a large town several times)."""

RUES = (
    "rue des Oliviers",
    "avenue de la Garrigue",
    "chemin des Micocouliers",
    "rue du Four",
    "place de l'Horloge",
    "rue des Lauriers-Roses",
    "impasse des Cigales",
    "boulevard des Platanes",
    "rue de la Tour",
    "résidence Les Pins, bâtiment B",
    "rue des Arbousiers",
    "avenue du Canal",
    "rue du Mas",
    "allée des Tamaris",
    "résidence Le Petit Bois, escalier 3",
    "rue de l'Étang",
    "quai des Barques",
    "rue des Vignerons",
    "chemin du Moulin",
    "rue Neuve",
    "avenue des Vendanges",
    "rue de l'Ancienne-Poste",
    "cité des Genêts, porte 12",
    "route de la Mer",
    "rue des Remparts",
)


def communes() -> dict[str, tuple[tuple[str, str], ...]]:
    """The (postal code, commune) pairs of each territory code."""
    return {code: tuple((entry[:5], entry[6:]) for entry in text.split(", ")) for code, (_, text) in COMMUNES.items()}

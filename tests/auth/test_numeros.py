"""Numbers of allocataires: their form, and the NIR kept encrypted."""

from __future__ import annotations

import pytest

from auth import numeros


def test_un_coffre_n_ouvre_que_ce_qu_il_a_scelle() -> None:
    un, autre = numeros.Coffre("a" * 32), numeros.Coffre("b" * 32)
    scelle = un.sceller("284053417212342")
    assert un.ouvrir(scelle) == "284053417212342"
    assert un.sceller("284053417212342") != scelle
    assert un.empreinte("1") != autre.empreinte("1")
    for faux in (scelle[:-1], b"", scelle[:-1] + bytes([scelle[-1] ^ 1])):
        with pytest.raises(numeros.NumeroIllisible):
            un.ouvrir(faux)
    with pytest.raises(numeros.NumeroIllisible):
        autre.ouvrir(scelle)


@pytest.mark.parametrize(
    ("donne", "garde"),
    [
        ("2 84 05 34 172 123 42", "284053417212342"),
        ("253072b07300470", "253072B07300470"),
        ("284053417212343", None),
        ("084053417212342", None),
        ("²84053417212342", None),
        ("2840534172123", None),
    ],
    ids=["espaces", "Corse", "clé fausse", "ni homme ni femme", "exposant", "sans clé"],
)
def test_un_nir_a_sa_cle(donne: str, garde: str | None) -> None:
    assert numeros.numero_nir(donne) == garde


@pytest.mark.parametrize(
    ("donne", "garde"),
    [
        ("0000000000001234567", "1234567"),
        ("12.34.567", "1234567"),
        ("1234567890123456", None),
        ("١٢٣٤٥٦٧", None),
        ("000", None),
        ("", None),
    ],
)
def test_un_matricule_est_fait_de_chiffres(donne: str, garde: str | None) -> None:
    assert numeros.numero_caf(donne) == garde


def test_un_masque_ne_montre_que_trois_chiffres() -> None:
    assert numeros.masque("284053417212342") == "•••••••••• 123"


def test_sans_secret_rien_n_est_scelle(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a secret of the moment sealed would be lost."""
    monkeypatch.setattr(numeros, "_coffre", None)
    with pytest.raises(RuntimeError):
        numeros.coffre()

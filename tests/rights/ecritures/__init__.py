"""The cases of every module beside this one."""

from importlib import import_module
from pathlib import Path

from tests.rights.ecritures.cas import Cas

CAS: dict[str, Cas] = {}
for _module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    if _module.stem != "cas":
        CAS |= import_module(f"tests.rights.ecritures.{_module.stem}").CAS

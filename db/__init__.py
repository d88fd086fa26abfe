"""The tables, their data and their server."""

from db.base import Base as Base
from db.base import Entite as Entite
from db.enums import *
from db.models import *

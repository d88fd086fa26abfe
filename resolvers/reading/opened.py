"""The files that an answer leads into from outside of them: the participants of a séance, a probable homonym.

The statement tells the file of each such row in the JSON itself, first in its object (alone when nothing is left of the
selection), under a key that no response can have: GraphQL's names hold no `$`, and a quote within a text is escaped. It
is read for the journal, and taken out.
"""

from __future__ import annotations

import re

FILE = "$dossier"
_KEY = b'"$dossier":'
_TOLD = re.compile(rb'"\$dossier":(?:(\d+)|null),?')


def take_files(json: bytes) -> tuple[bytes, list[int]]:
    """The JSON as it is answered, and the ids of the files that it leads into.

    Errors: AssertionError rather than an answer that would tell the id of a file.
    """
    files = {int(file) for file in _TOLD.findall(json) if file}
    answer = _TOLD.sub(b"", json)
    assert _KEY not in answer
    return answer, sorted(files)

"""Top-level definitions of a script keep their objects between its runs while nothing of them has changed.

`rewriting` has each `class` and `def` statement ask `definitions` which object its name stands for; `content` tells what a
statement has evaluated; `functions` and `classes` keep and renew the objects; `modules` does the same for the project's modules.
"""

from millstream.script.identity.definitions import Definitions, begin, carried
from millstream.script.identity.rewriting import Source, with_identity

__all__ = ["Definitions", "Source", "begin", "carried", "with_identity"]

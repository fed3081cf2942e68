"""What hashing raises."""

from __future__ import annotations

from millstream.errors import MillstreamError


class UnhashableError(MillstreamError):
    """A value has no digest, since nothing stands for its content.

    Parameters
    ----------
    path
        Where the value was found inside the hashed one, such as ``[2].model['weights']``.
    value_type
        The qualified name of its type.
    reason
        Why it has no digest.
    """

    def __init__(self, path: str, value_type: str, reason: str) -> None:
        super().__init__(path, value_type, reason)
        self.path = path
        self.value_type = value_type
        self.reason = reason

    def __str__(self) -> str:
        where = f"the value at `{self.path}`" if self.path else "the value"
        return (
            f"Cannot hash {where} of type `{self.value_type}`: {self.reason}. Say what stands for "
            "it: a `hash_funcs` entry for its type, or a method `__millstream_key__(self)` on it."
        )

    def prepend(self, label: str) -> None:
        """Put the step that leads to the value in front of its path.

        Parameters
        ----------
        label
            Such as ``[2]`` or ``.model``.
        """
        self.path = label + self.path

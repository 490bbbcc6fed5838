"""What is built before the package is: the sentences of each language, from ``.po`` to ``.mo``."""

from typing import Any

from babel.messages.frontend import CommandLineInterface
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Catalogues(BuildHookInterface[Any]):
    """Compiles the catalogues into the folder they are in; an editable package is read there."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Write each ``.mo`` beside its ``.po``."""
        folder = f"{self.root}/backprop_tutor/wording/locale"
        CommandLineInterface().run(
            ["pybabel", "--quiet", "compile", "--domain=backprop_tutor", f"--directory={folder}"]
        )

"""What is said of a scenario whose numbers leave the range of floats."""

from backprop_tutor.errors import TutorError


class NotFinite(TutorError):
    """The numbers of a scenario lead out of the range of numbers."""

    exit_code = 3

    def __init__(self, scenario: str, name: str) -> None:
        super().__init__(
            f"{scenario}: {name} is not a finite number at these values; "
            "choose smaller weights, smaller inputs or a smaller learning rate",
        )


class Diverged(TutorError):
    """Training has led out of the range of numbers."""

    exit_code = 3

    def __init__(self, scenario: str, update: int) -> None:
        super().__init__(
            f"{scenario}: at update {update:,} the numbers have grown too large to calculate with; "
            "ask for fewer updates, or choose a smaller learning rate",
        )

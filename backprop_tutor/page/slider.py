"""A weight that is moved by hand: how far it can be, and the loss over it with the moved point."""

from backprop_tutor.blocks.blocks import Block, Figure
from backprop_tutor.teaching.subject.subject import Subject
from backprop_tutor.teaching.training.plot_page import moved_picture, window


def reach(subject: Subject, weight: str) -> float | None:
    """Return how far a number can be moved to either side; None for one that cannot be."""
    scenario = subject.scenario
    if weight not in scenario.movable or (weight in scenario.inputs and scenario.samples):
        return None
    if subject.gradient(weight) not in subject.tape:
        return None
    low, high = window(subject, weight)
    return (high - low) / 2


def moved(subject: Subject, weight: str, by: float) -> Block:
    """Return the curve with its tangent and the moved point."""
    return Figure(moved_picture(subject, weight, by))

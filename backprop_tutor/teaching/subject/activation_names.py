"""What the activations are called: all that a picture of a network says of them.

What is taught of them stands in ``taught_functions``, which holds its table against this one.
"""

from collections.abc import Mapping

from backprop_tutor.wording import Marked, marked_in, text

ACTIVATION_NAMES: Mapping[str, Marked] = {
    "sigmoid": marked_in("activation", "sigmoid"),
    "tanh": marked_in("activation", "tanh"),
    "relu": marked_in("activation", "relu"),
    "leaky_relu": marked_in("activation", "leaky_relu"),
    "softplus": marked_in("activation", "softplus"),
    "bipolar_sigmoid": marked_in("activation", "bipolar_sigmoid"),
    "linear": marked_in("activation", "linear"),
    "silu": marked_in("activation", "SiLU"),
    "gelu": marked_in("activation", "GELU"),
    "gelu_tanh": marked_in("activation", "GELU by tanh"),
    "elu": marked_in("activation", "ELU"),
    "selu": marked_in("activation", "SELU"),
    "softsign": marked_in("activation", "softsign"),
    "hard_tanh": marked_in("activation", "hard tanh"),
    "relu6": marked_in("activation", "ReLU6"),
    "mish": marked_in("activation", "Mish"),
    "softmax": marked_in("activation", "softmax"),
}
"""By the name of the activation: what a layer that uses it is called by."""


def activation_in_words(activation: str) -> str:
    """Return what an activation is called: ``sigmoid``."""
    return text(ACTIVATION_NAMES[activation])

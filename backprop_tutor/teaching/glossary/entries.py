"""The list of the words that a lesson uses: what each means, and an example in the lesson's names.

To add a word, add an entry; ``DOCS=write pytest tests/test_glossary.py`` then writes the page
``docs/glossary.md`` anew. In braces stands what ``lookup.example_names`` finds in the scenario at
hand: ``{net}`` is a net input. An example whose names a scenario does not have is left out.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One word of the field."""

    term: str
    meaning: str
    """One or two sentences that hold in every network."""
    example: str = ""
    """One sentence about the network at hand."""
    also: tuple[str, ...] = ()
    """Other words for it, and signs that stand for it."""


ENTRIES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        "activation",
        "The activation is the function that a neuron puts its net input through. It bends: "
        "without it, many layers would be no more than one.",
        "It makes {out} of {net}.",
        ("activation function", "transfer function", "squashing function"),
    ),
    GlossaryEntry(
        "back-propagation",
        "Back-propagation is the way to find all gradients in one go: it starts at the loss and "
        "goes back through the network, and each slope on the way is used again for all that lies "
        "before it.",
        also=("backpropagation", "backprop", "backward pass"),
    ),
    GlossaryEntry(
        "batch",
        "A batch is a set of samples that share one update: what each of them says about a weight "
        "is added, or averaged, before the weight moves.",
        also=("mini-batch", "minibatch"),
    ),
    GlossaryEntry(
        "bias",
        "A bias is a number that a neuron adds to its weighted sum, whatever arrives. It moves the "
        "sum up or down, and learns as a weight does.",
        "{bias} is one.",
        ("biases", "offset"),
    ),
    GlossaryEntry(
        "chain rule",
        "Slopes along a path multiply: if one thing moves twice as fast as a second, and that "
        "three times as fast as a third, the first moves six times as fast as the third. Where "
        "there are several paths, their products add.",
    ),
    GlossaryEntry(
        "cross-entropy",
        "The cross-entropy is a loss for outputs that are read as probabilities: minus the "
        "logarithm of what the network gave to the right answer. To be sure and wrong costs most.",
        also=("crossentropy", "log loss"),
    ),
    GlossaryEntry(
        "delta",
        "The delta of a neuron is how fast the loss changes when its net input changes. From it "
        "come the gradients of all the weights that enter the neuron.",
        "The delta of {neuron} is {delta}.",
        ("δ", "error signal", "delta rule"),
    ),
    GlossaryEntry(
        "derivative",
        "The derivative of one quantity with respect to another is its slope: how fast the first "
        "changes when the second changes, for a change as small as you like.",
        also=("differentiate", "differentiation"),
    ),
    GlossaryEntry(
        "e",
        "e is the number 2.71828…, and e^x is the function whose slope is its own height. A "
        "calculator has it as exp, or as e^x.",
        also=("exp", "exponential", "e^x"),
    ),
    GlossaryEntry(
        "epoch",
        "An epoch is one round of training in which each sample was used once.",
        also=("epochs",),
    ),
    GlossaryEntry(
        "error",
        "The error of an output says how far it is from its target. The errors of all outputs "
        "together make the loss.",
        also=("miss",),
    ),
    GlossaryEntry(
        "forward pass",
        "In the forward pass numbers go in at the inputs, each neuron works out its net input and "
        "its output, layer by layer, and the outputs come out at the end.",
        also=("forward", "forward propagation", "feedforward"),
    ),
    GlossaryEntry(
        "gradient",
        "The gradient of a weight is how fast the loss changes when that one weight changes. If it "
        "is positive, a smaller weight makes the loss smaller; if negative, a larger one does.",
        "The gradient of {weight} is {gradient}.",
        ("gradients",),
    ),
    GlossaryEntry(
        "gradient descent",
        "Gradient descent makes the loss smaller in small steps: every weight moves against its "
        "gradient, and then the slopes are worked out anew.",
        also=("descent", "sgd", "stochastic gradient descent"),
    ),
    GlossaryEntry(
        "hidden layer",
        "A hidden layer is one between the inputs and the outputs. Nobody says what its neurons "
        "should send, so they have no target.",
        also=("hidden", "hidden neuron"),
    ),
    GlossaryEntry(
        "input",
        "An input is a number that is given to the network from outside. It does not learn.",
        "{input} is one.",
        ("inputs",),
    ),
    GlossaryEntry(
        "layer",
        "A layer is a row of neurons that all get the same values and work side by side.",
        also=("layers",),
    ),
    GlossaryEntry(
        "learning rate",
        "The learning rate, written η (eta), says how long a step is: each weight moves by the "
        "learning rate times its gradient. Too small and it takes for ever, too large and it jumps "
        "over the goal.",
        also=("eta", "η", "step size", "lr", "alpha"),
    ),
    GlossaryEntry(
        "linear",
        "A linear neuron sends its net input on unchanged. The slope of that is 1.",
        also=("identity",),
    ),
    GlossaryEntry(
        "ln",
        "ln x is the natural logarithm: the number to which e has to be raised to give x. Its "
        "slope is 1/x. On a calculator it is the key ln, not log.",
        also=("log", "logarithm", "natural logarithm"),
    ),
    GlossaryEntry(
        "loss",
        "The loss is one number for how far all outputs are from their targets. Training makes it "
        "smaller.",
        "Here it is {loss}.",
        ("cost", "cost function", "loss function", "total error", "objective"),
    ),
    GlossaryEntry(
        "momentum",
        "With momentum a weight keeps a part of its last step and adds it to the next, as a ball "
        "that rolls downhill. The part is written μ (mu).",
        also=("mu", "μ", "velocity"),
    ),
    GlossaryEntry(
        "net input",
        "The net input of a neuron is its weighted sum: each value that arrives times the weight "
        "on its arrow, all added, and the bias. The activation is applied to it.",
        "{net} is one.",
        ("net", "weighted sum", "pre-activation", "preactivation", "z", "logit"),
    ),
    GlossaryEntry(
        "neuron",
        "A neuron multiplies each value that arrives by a weight, adds the products and a bias "
        "(its net input), and puts the sum through its activation (its output).",
        "{neuron} is one.",
        ("unit", "neurons", "perceptron"),
    ),
    GlossaryEntry(
        "nudge",
        "A nudge moves one number by a tiny amount and leaves all others still. What the loss does "
        "then, per unit of the nudge, comes near its slope.",
        "Type nudge {weight} 0.001 to try one.",
    ),
    GlossaryEntry(
        "output",
        "The output of a neuron is what it sends on: its net input after the activation.",
        "{out} is one.",
        ("out", "outputs", "a"),
    ),
    GlossaryEntry(
        "parameter",
        "A parameter is a number that learning may change: a weight or a bias.",
        also=("parameters",),
    ),
    GlossaryEntry(
        "partial derivative",
        "A partial derivative is the slope of something that depends on several numbers: one of "
        "them is nudged, all others stay still. It is written with a curved d, ∂.",
        "{gradient} says how fast {loss} changes when {weight} alone changes.",
        ("∂", "partial", "partial derivatives", "partial slope"),
    ),
    GlossaryEntry(
        "prediction",
        "A prediction is what the network answers: the values of its output neurons.",
        also=("guess", "predicted"),
    ),
    GlossaryEntry(
        "relu",
        "ReLU is the activation max(0, x): it lets positive numbers through and turns the others "
        "into 0. Its slope is 1 above 0 and 0 below.",
        also=("rectified linear unit",),
    ),
    GlossaryEntry(
        "sample",
        "A sample is one example to learn from: the inputs, and the targets that belong to them.",
        also=("example", "samples", "training example"),
    ),
    GlossaryEntry(
        "saturated",
        "A neuron is saturated where its activation is nearly flat. Its slope is nearly 0 there, "
        "and whatever is multiplied by it, so that almost nothing is learnt.",
        also=("saturation", "vanishing gradient", "vanishing"),
    ),
    GlossaryEntry(
        "sigmoid",
        "The sigmoid is the activation σ(x) = 1/(1 + e^(−x)): it turns any number into one between "
        "0 and 1. Its slope is its output times 1 minus its output.",
        also=("σ", "sigma", "logistic", "logistic function"),
    ),
    GlossaryEntry(
        "significant figures",
        "Significant figures are counted from the first digit that is not 0: 0.08217 has four. "
        "Zeros at the end count, zeros in front do not.",
        also=("significant figure", "figures", "significant digits"),
    ),
    GlossaryEntry(
        "slope",
        "A slope says how fast one quantity changes when another changes: by how much it rises, "
        "per unit of the change. A negative slope means that it falls.",
        also=("slopes", "steepness", "rate of change"),
    ),
    GlossaryEntry(
        "slope of the activation",
        "The slope of the activation is how fast the output of a neuron changes when its net input "
        "changes.",
        "For {neuron} it is {bend}.",
        ("activation slope", "activation derivative"),
    ),
    GlossaryEntry(
        "softmax",
        "softmax turns the net inputs of a layer into shares that add up to 1: e to the power of "
        "each, divided by the sum of all these.",
    ),
    GlossaryEntry(
        "squared error",
        "The squared error of an output is (target − out)². Many put ½ before it, because that "
        "cancels the 2 of its slope.",
        also=("mean squared error", "mse", "quadratic loss", "half squared error"),
    ),
    GlossaryEntry(
        "tanh",
        "tanh is an activation that turns any number into one between −1 and 1. Its slope is 1 "
        "minus the square of its output.",
        also=("hyperbolic tangent",),
    ),
    GlossaryEntry(
        "target",
        "A target is the number that an output should have given.",
        "{target} is one.",
        ("targets", "label", "desired output", "ideal"),
    ),
    GlossaryEntry(
        "training",
        "Training repeats forward pass, backward pass and update many times, until the loss is "
        "small enough.",
        also=("train", "learning"),
    ),
    GlossaryEntry(
        "update",
        "In the update every weight takes one small step against its gradient: the new weight is "
        "the old one, minus the learning rate times the gradient.",
        "Here {weight} becomes {new}.",
        ("update rule", "weight update", "step"),
    ),
    GlossaryEntry(
        "weight",
        "A weight is the number on an arrow: what comes along the arrow is multiplied by it. "
        "Learning means changing the weights.",
        "{weight} is one.",
        ("weights", "w"),
    ),
)
"""In alphabetical order of the terms, as the page lists them."""

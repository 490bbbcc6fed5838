"""The list of the words that a lesson uses: what each means, and an example in the lesson's names.

To add a word, add an entry; ``DOCS=write pytest tests/test_glossary.py`` then writes the page
``docs/glossary.md`` anew. In braces stands what ``lookup.example_names`` finds in the scenario at
hand: ``{net}`` is a net input. An example whose names a scenario does not have is left out.
"""

from dataclasses import dataclass

from backprop_tutor.wording import Marked, marked, marked_in


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """One word of the field."""

    term: Marked
    meaning: Marked
    """One or two sentences that hold in every network."""
    example: Marked | None = None
    """One sentence about the network at hand."""
    also: Marked | None = None
    """Other words for it, and signs that stand for it, between strokes."""


ENTRIES: tuple[GlossaryEntry, ...] = (
    GlossaryEntry(
        marked_in("glossary", "activation"),
        marked(
            "The activation is the function that a neuron puts its net input through. It bends: "
            "without it, many layers would be no more than one."
        ),
        marked("It makes {out} of {net}."),
        marked_in("glossary", "activation function | transfer function | squashing function"),
    ),
    GlossaryEntry(
        marked_in("glossary", "back-propagation"),
        marked(
            "Back-propagation is the way to find all gradients in one go: it starts at the loss "
            "and goes back through the network, and each slope on the way is used again for all "
            "that lies before it."
        ),
        also=marked_in("glossary", "backpropagation | backprop | backward pass"),
    ),
    GlossaryEntry(
        marked_in("glossary", "batch"),
        marked(
            "A batch is a set of samples that share one update: what each of them says about a "
            "weight is added, or averaged, before the weight moves."
        ),
        also=marked_in("glossary", "mini-batch | minibatch"),
    ),
    GlossaryEntry(
        marked_in("glossary", "bias"),
        marked(
            "A bias is a number that a neuron adds to its weighted sum, whatever arrives. It "
            "moves the sum up or down, and learns as a weight does."
        ),
        marked("{bias} is one."),
        marked_in("glossary", "biases | offset"),
    ),
    GlossaryEntry(
        marked_in("glossary", "bias correction"),
        marked(
            "A running mean that begins at 0 is too small at first. The bias correction divides it "
            "by 1 − βᵗ, with t the number of the update, and so makes that good."
        ),
        also=marked_in("glossary", "bias-corrected | corrected moment | m hat | v hat"),
    ),
    GlossaryEntry(
        marked_in("glossary", "chain rule"),
        marked(
            "Slopes along a path multiply: if one thing moves twice as fast as a second, and that "
            "three times as fast as a third, the first moves six times as fast as the third. "
            "Where there are several paths, their products add."
        ),
    ),
    GlossaryEntry(
        marked_in("glossary", "cross-entropy"),
        marked(
            "The cross-entropy is a loss for outputs that are read as probabilities: minus the "
            "logarithm of what the network gave to the right answer. To be sure and wrong costs "
            "most."
        ),
        also=marked_in("glossary", "crossentropy | log loss"),
    ),
    GlossaryEntry(
        marked_in("glossary", "delta"),
        marked(
            "The delta of a neuron is how fast the loss changes when its net input changes. From "
            "it come the gradients of all the weights that enter the neuron."
        ),
        marked("The delta of {neuron} is {delta}."),
        marked_in("glossary", "δ | error signal | delta rule"),
    ),
    GlossaryEntry(
        marked_in("glossary", "derivative"),
        marked(
            "The derivative of one quantity with respect to another is its slope: how fast the "
            "first changes when the second changes, for a change as small as you like."
        ),
        also=marked_in("glossary", "differentiate | differentiation"),
    ),
    GlossaryEntry(
        marked_in("glossary", "e"),
        marked(
            "e is the number 2.71828…, and e^x is the function whose slope is its own height. A "
            "calculator has it as exp, or as e^x."
        ),
        also=marked_in("glossary", "exp | exponential | e^x"),
    ),
    GlossaryEntry(
        marked_in("glossary", "epoch"),
        marked("An epoch is one round of training in which each sample was used once."),
        also=marked_in("glossary", "epochs"),
    ),
    GlossaryEntry(
        marked_in("glossary", "error"),
        marked(
            "The error of an output says how far it is from its target. The errors of all outputs "
            "together make the loss."
        ),
        also=marked_in("glossary", "miss"),
    ),
    GlossaryEntry(
        marked_in("glossary", "forward pass"),
        marked(
            "In the forward pass numbers go in at the inputs, each neuron works out its net input "
            "and its output, layer by layer, and the outputs come out at the end."
        ),
        also=marked_in("glossary", "forward | forward propagation | feedforward"),
    ),
    GlossaryEntry(
        marked_in("glossary", "gradient"),
        marked(
            "The gradient of a weight is how fast the loss changes when that one weight changes. "
            "If it is positive, a smaller weight makes the loss smaller; if negative, a larger "
            "one does."
        ),
        marked("The gradient of {weight} is {gradient}."),
        marked_in("glossary", "gradients"),
    ),
    GlossaryEntry(
        marked_in("glossary", "gradient descent"),
        marked(
            "Gradient descent makes the loss smaller in small steps: every weight moves against "
            "its gradient, and then the slopes are worked out anew."
        ),
        also=marked_in("glossary", "descent | sgd | stochastic gradient descent"),
    ),
    GlossaryEntry(
        marked_in("glossary", "hidden layer"),
        marked(
            "A hidden layer is one between the inputs and the outputs. Nobody says what its "
            "neurons should send, so they have no target."
        ),
        also=marked_in("glossary", "hidden | hidden neuron"),
    ),
    GlossaryEntry(
        marked_in("glossary", "input"),
        marked(
            "An input is a number that is given to the network from outside. It does not learn."
        ),
        marked("{input} is one."),
        marked_in("glossary", "inputs"),
    ),
    GlossaryEntry(
        marked_in("glossary", "layer"),
        marked("A layer is a row of neurons that all get the same values and work side by side."),
        also=marked_in("glossary", "layers"),
    ),
    GlossaryEntry(
        marked_in("glossary", "learning rate"),
        marked(
            "The learning rate, written η (eta), says how long a step is: each weight moves by "
            "the learning rate times its gradient. Too small and it takes for ever, too large and "
            "it jumps over the goal."
        ),
        also=marked_in("glossary", "eta | η | step size | lr | alpha"),
    ),
    GlossaryEntry(
        marked_in("glossary", "linear"),
        marked("A linear neuron sends its net input on unchanged. The slope of that is 1."),
        also=marked_in("glossary", "identity"),
    ),
    GlossaryEntry(
        marked_in("glossary", "ln"),
        marked(
            "ln x is the natural logarithm: the number to which e has to be raised to give x. Its "
            "slope is 1/x. On a calculator it is the key ln, not log."
        ),
        also=marked_in("glossary", "log | logarithm | natural logarithm"),
    ),
    GlossaryEntry(
        marked_in("glossary", "loss"),
        marked(
            "The loss is one number for how far all outputs are from their targets. Training "
            "makes it smaller."
        ),
        marked("Here it is {loss}."),
        marked_in("glossary", "cost | cost function | loss function | total error | objective"),
    ),
    GlossaryEntry(
        marked_in("glossary", "moment"),
        marked(
            "A moment is a running mean that an optimizer keeps for each weight: the first moment, "
            "of its gradients, remembers which way; the second, of their squares, remembers how "
            "steep."
        ),
        also=marked_in(
            "glossary", "moments | first moment | second moment | running average | moving average"
        ),
    ),
    GlossaryEntry(
        marked_in("glossary", "momentum"),
        marked(
            "With momentum a weight keeps a part of its last step and adds it to the next, as a "
            "ball that rolls downhill. The part is written μ (mu)."
        ),
        also=marked_in("glossary", "mu | μ | velocity"),
    ),
    GlossaryEntry(
        marked_in("glossary", "net input"),
        marked(
            "The net input of a neuron is its weighted sum: each value that arrives times the "
            "weight on its arrow, all added, and the bias. The activation is applied to it."
        ),
        marked("{net} is one."),
        marked_in("glossary", "net | weighted sum | pre-activation | preactivation | z | logit"),
    ),
    GlossaryEntry(
        marked_in("glossary", "neuron"),
        marked(
            "A neuron multiplies each value that arrives by a weight, adds the products and a "
            "bias (its net input), and puts the sum through its activation (its output)."
        ),
        marked("{neuron} is one."),
        marked_in("glossary", "unit | neurons | perceptron"),
    ),
    GlossaryEntry(
        marked_in("glossary", "node"),
        marked(
            "A node works out one number from those that arrive, by a small formula, and hands it "
            "on. Where the formula is a single operation, such as a sum or a product, it is also "
            "called a gate."
        ),
        also=marked_in("glossary", "nodes | gate | plus gate | times gate"),
    ),
    GlossaryEntry(
        marked_in("glossary", "nudge"),
        marked(
            "A nudge moves one number by a tiny amount and leaves all others still. What the loss "
            "does then, per unit of the nudge, comes near its slope."
        ),
        marked("Type nudge {weight} 0.001 to try one."),
    ),
    GlossaryEntry(
        marked_in("glossary", "optimizer"),
        marked(
            "The optimizer is the rule by which the weights move once their gradients are known: "
            "plain gradient descent, or one that remembers something of earlier gradients, such as "
            "momentum or Adam."
        ),
        also=marked_in("glossary", "optimiser | adam | adamw | rmsprop | nesterov"),
    ),
    GlossaryEntry(
        marked_in("glossary", "output"),
        marked("The output of a neuron is what it sends on: its net input after the activation."),
        marked("{out} is one."),
        marked_in("glossary", "out | outputs | a"),
    ),
    GlossaryEntry(
        marked_in("glossary", "parameter"),
        marked("A parameter is a number that learning may change, such as a weight or a bias."),
        also=marked_in("glossary", "parameters"),
    ),
    GlossaryEntry(
        marked_in("glossary", "partial derivative"),
        marked(
            "A partial derivative is the slope of something that depends on several numbers: one "
            "of them is nudged, all others stay still. It is written with a curved d, ∂."
        ),
        marked("{gradient} says how fast {loss} changes when {weight} alone changes."),
        marked_in("glossary", "∂ | partial | partial derivatives | partial slope"),
    ),
    GlossaryEntry(
        marked_in("glossary", "prediction"),
        marked("A prediction is what the network answers: the values of its output neurons."),
        also=marked_in("glossary", "guess | predicted"),
    ),
    GlossaryEntry(
        marked_in("glossary", "relu"),
        marked(
            "ReLU is the activation max(0, x): it lets positive numbers through and turns the "
            "others into 0. Its slope is 1 above 0 and 0 below."
        ),
        also=marked_in("glossary", "rectified linear unit"),
    ),
    GlossaryEntry(
        marked_in("glossary", "sample"),
        marked(
            "A sample is one example to learn from: the inputs, and the targets that belong to "
            "them."
        ),
        also=marked_in("glossary", "example | samples | training example"),
    ),
    GlossaryEntry(
        marked_in("glossary", "saturated"),
        marked(
            "A neuron is saturated where its activation is nearly flat. Its slope is nearly 0 "
            "there, and whatever is multiplied by it, so that almost nothing is learnt."
        ),
        also=marked_in("glossary", "saturation | vanishing gradient | vanishing"),
    ),
    GlossaryEntry(
        marked_in("glossary", "sigmoid"),
        marked(
            "The sigmoid is the activation σ(x) = 1/(1 + e^(−x)): it turns any number into one "
            "between 0 and 1. Its slope is its output times 1 minus its output."
        ),
        also=marked_in("glossary", "σ | sigma | logistic | logistic function"),
    ),
    GlossaryEntry(
        marked_in("glossary", "significant figures"),
        marked(
            "Significant figures are counted from the first digit that is not 0: 0.08217 has "
            "four. Zeros at the end count, zeros in front do not."
        ),
        also=marked_in("glossary", "significant figure | figures | significant digits"),
    ),
    GlossaryEntry(
        marked_in("glossary", "slope"),
        marked(
            "A slope says how fast one quantity changes when another changes: by how much it "
            "rises, per unit of the change. A negative slope means that it falls."
        ),
        also=marked_in("glossary", "slopes | steepness | rate of change"),
    ),
    GlossaryEntry(
        marked_in("glossary", "slope of the activation"),
        marked(
            "The slope of the activation is how fast the output of a neuron changes when its net "
            "input changes."
        ),
        marked("For {neuron} it is {bend}."),
        marked_in("glossary", "activation slope | activation derivative"),
    ),
    GlossaryEntry(
        marked_in("glossary", "softmax"),
        marked(
            "softmax turns several values, such as the net inputs of a layer, into shares that add "
            "up to 1: e to the power of each, divided by the sum of all these."
        ),
    ),
    GlossaryEntry(
        marked_in("glossary", "source"),
        marked(
            "The source is the page, book or course that an example is taken from. What it prints "
            "may be rounded on the way: type source to compare."
        ),
        also=marked_in("glossary", "sources | origin"),
    ),
    GlossaryEntry(
        marked_in("glossary", "squared error"),
        marked(
            "The squared error of an output is (target − out)². Many put ½ before it, because "
            "that cancels the 2 of its slope."
        ),
        also=marked_in(
            "glossary", "mean squared error | mse | quadratic loss | half squared error"
        ),
    ),
    GlossaryEntry(
        marked_in("glossary", "tangent"),
        marked(
            "The tangent at a point of a curve is the straight line that touches it there: its "
            "steepness is the slope of the curve at that point."
        ),
        also=marked_in("glossary", "tangents | tangent line"),
    ),
    GlossaryEntry(
        marked_in("glossary", "tanh"),
        marked(
            "tanh is an activation that turns any number into one between −1 and 1. Its slope is "
            "1 minus the square of its output."
        ),
        also=marked_in("glossary", "hyperbolic tangent"),
    ),
    GlossaryEntry(
        marked_in("glossary", "target"),
        marked("A target is the number that an output should have given."),
        marked("{target} is one."),
        marked_in("glossary", "targets | label | desired output | ideal"),
    ),
    GlossaryEntry(
        marked_in("glossary", "training"),
        marked(
            "Training repeats forward pass, backward pass and update many times, until the loss "
            "is small enough."
        ),
        also=marked_in("glossary", "train | learning"),
    ),
    GlossaryEntry(
        marked_in("glossary", "update"),
        marked(
            "In the update every weight takes one small step against its gradient: the new weight "
            "is the old one, minus the learning rate times the gradient."
        ),
        marked("Here {weight} becomes {new}."),
        marked_in("glossary", "update rule | weight update | step"),
    ),
    GlossaryEntry(
        marked_in("glossary", "weight"),
        marked(
            "A weight is the number on an arrow: what comes along the arrow is multiplied by it. "
            "Learning means changing the weights."
        ),
        marked("{weight} is one."),
        marked_in("glossary", "weights | w"),
    ),
    GlossaryEntry(
        marked_in("glossary", "weight decay"),
        marked(
            "With weight decay each update also draws every weight a little towards 0: half of λ "
            "times its square stands beside the loss, and λ times the weight is added to its "
            "gradient."
        ),
        also=marked_in("glossary", "lambda | λ | decay | regularization | l2 | ridge"),
    ),
)
"""In alphabetical order of the terms, as the page lists them."""

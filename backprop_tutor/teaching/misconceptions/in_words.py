"""What each wrong idea, and each slip, is called in a few words, by its id.

``say`` of an idea is for who has just made it; this is for a page that lists what was met. A new
idea gets a row.
"""

from collections.abc import Mapping

from backprop_tutor.wording import Marked, marked, text

IN_WORDS: Mapping[str, Marked] = {
    # Net inputs and activations
    "bias-forgotten": marked("the sum without its bias"),
    "other-bias": marked("the bias of another neuron"),
    "sign-of-a-term": marked("a sum with one wrong sign"),
    "inputs-swapped": marked("weights on the wrong arrows"),
    "weighted-sum-left-out": marked("the bias without the weighted sum"),
    "previous-net-for-output": marked("a net input sent on in place of the output"),
    "network-input-at-output": marked("an input of the network at an output neuron"),
    "net-for-output": marked("the net input in place of the output"),
    "output-for-net": marked("the output in place of the net input"),
    "exp-sign": marked("the exponent with the wrong sign"),
    "missing-parentheses": marked("a fraction without its parentheses"),
    "exponential-alone": marked("the exponential in place of the sigmoid"),
    "softmax-not-normalised-exp": marked("a softmax that is not divided by the sum"),
    # The loss and its slope
    "only-one-output": marked("the error of one output in place of the total"),
    "error-for-loss": marked("the miss in place of the loss"),
    "half-in-the-square": marked("the ½ squared with the error"),
    "squares-apart": marked("a difference of squares in place of the square of a difference"),
    "log-base": marked("the logarithm to the base 10"),
    "bce-one-half": marked("one half of the cross-entropy"),
    "half-lost": marked("the ½ of the loss mistaken"),
    "two-not-brought-down": marked("the ½ of the loss kept in its slope"),
    "mean-for-sum": marked("the mean of errors mistaken for the sum, or the sum for it"),
    "no-error-term": marked("the chain without the error"),
    "inner-derivative": marked("the inner derivative mistaken"),
    "other-outputs-error": marked("the error of another output"),
    "loss-for-derivative": marked("the loss in place of its slope"),
    "absolute-error": marked("the error without its sign"),
    "error-sign": marked("the error with the wrong sign"),
    "bce-sign": marked("the slope of the cross-entropy with the wrong sign"),
    # Slopes of activations
    "no-output-activation-slope": marked("the slope of the output's activation left out"),
    "no-hidden-activation-slope": marked("the slope of the hidden activation left out"),
    "slope-kept-with-cross-entropy": marked("a slope that cancels with the cross-entropy"),
    "half-the-slope": marked("one factor of the slope alone"),
    "other-neurons-slope": marked("the slope of another neuron"),
    "slope-of-net": marked("the slope worked out with the net input in place of the output"),
    "slope-of-activated-value": marked("the slope taken at the output in place of the net input"),
    "slope-of-error": marked("the slope taken at the error"),
    "slope-sign": marked("the slope with the wrong sign"),
    "wrong-function-slope": marked("the slope of another activation"),
    "relu-slope": marked("the slope of the ReLU mistaken"),
    "softmax-diagonal-only": marked("a softmax output moved by its own net input alone"),
    # Weights and biases
    "delta-for-gradient": marked("the delta in place of the gradient"),
    "weight-for-input": marked("the weight in place of the input"),
    "input-for-weight": marked("the input in place of the weight"),
    "neighbour": marked("the number that a neighbour sends"),
    "bias-does-not-learn": marked("a bias without a gradient"),
    "bias-times-input": marked("a bias multiplied by an input"),
    "shared-bias-one-term": marked("one path of a shared bias alone"),
    # The way back
    "other-delta": marked("the delta of another neuron"),
    "one-path-only": marked("one path in place of all of them"),
    "weights-left-out": marked("the way back without its weights"),
    "raw-errors-back": marked("raw errors sent back in place of deltas"),
    "output-for-delta": marked("outputs sent back in place of deltas"),
    "updated-weights": marked("new weights on the way back"),
    "transposed-weights": marked("a row of weights taken for a column"),
    "incoming-weights": marked("the weights that come in, on the way back"),
    "paths-averaged": marked("the mean of the paths in place of their sum"),
    "paths-multiplied": marked("the product of the paths in place of their sum"),
    "path-counted-twice": marked("a path counted twice"),
    "hidden-target": marked("a target for a hidden neuron"),
    "error-split-by-weight": marked("the error shared out by weights in place of the gradient"),
    "split-evenly": marked("the error shared out evenly"),
    "wrong-share-total": marked("shares that do not add up to 1"),
    # Graphs
    "max-slope-to-both": marked("the gradient of a max given to both sides"),
    "max-slope-to-loser": marked("the gradient of a max given to the wrong side"),
    "local-slope-only": marked("the slope of one step in place of the whole way"),
    "slope-passed-on": marked("what comes back, handed on without the slope"),
    "slopes-added": marked("the sum of the slopes in place of their product"),
    "value-for-slope": marked("the value in place of its slope"),
    "gates-confused": marked("a sum and a product confused"),
    "power-rule-half-done": marked("the power rule half done"),
    "power-rule-on-exp": marked("the power rule used on an exponential"),
    # Updates and batches
    "rate-in-gradient": marked("the learning rate in the gradient"),
    "no-learning-rate": marked("a step without the learning rate"),
    "uphill": marked("a step uphill"),
    "step-for-weight": marked("the step in place of the new weight"),
    "no-update": marked("the old weight in place of the new one"),
    "rate-twice": marked("the learning rate used twice"),
    "velocity-forgotten": marked("a step without the momentum"),
    "velocity-convention": marked("the momentum of another book"),
    "sum-for-mean-over-samples": marked(
        "the mean over samples mistaken for the sum, or the sum for it"
    ),
    "one-sample-only": marked("one sample in place of the batch"),
    "errors-averaged-first": marked("errors averaged before the gradient"),
    "updated-inside-batch": marked("an update in the middle of a batch"),
    # Slips
    "sign": marked("the wrong sign"),
    "decimal-point": marked("the decimal point in the wrong place"),
    "factor-2": marked("twice the right number"),
    "factor-half": marked("half the right number"),
    "other-quantity": marked("a quantity other than the one asked for"),
    "only-equal-at-these-numbers": marked("a formula that holds for these numbers only"),
    "value-for-formula": marked("a number in place of a formula"),
}


def in_words(id_: str) -> str:
    """Return what a wrong idea or a slip is called; its id, if this version does not know it."""
    called = IN_WORDS.get(id_)
    return id_ if called is None else text(called)

"""What other programs and books call the keys and the choices of this format.

Such a word is never read: whoever wrote it is told the one that is. To know one more, add it to the
row of what it means here.
"""

import re
from collections.abc import Collection, Mapping, Sequence

_JOINTS = re.compile(r"[\s_-]+|\(\)$")


def folded(word: str) -> str:
    """Return a word without what writings of it differ in: ``learningrate`` for Learning-Rate."""
    return _JOINTS.sub("", word.strip()).casefold()


def _by_word(rows: Mapping[str, Sequence[str]]) -> Mapping[str, str]:
    return {folded(word): here for here, words in rows.items() for word in words}


def meant(word: str, elsewhere: Mapping[str, str], possible: Collection[str]) -> str | None:
    """Return the one of the ``possible`` words that a word of elsewhere stands for."""
    wanted = folded(word)
    here = elsewhere.get(wanted)
    if here is not None:
        return here if here in possible else None
    return next((one for one in possible if folded(one) == wanted), None)


KEY_MEANT = _by_word(
    {
        "learning_rate": ("eta", "η", "lr", "alpha", "α", "rate", "step_size", "learn_rate"),
        "momentum": ("mu", "μ", "beta"),
        "title": ("name", "heading"),
        "about": ("description", "intro", "introduction", "text", "summary"),
        "source": ("author", "reference", "book", "url"),
        "inputs": ("x", "input_values", "features"),
        "targets": (
            *("output", "outputs", "y", "desired", "expected", "label", "labels", "t"),
            *("target_values", "desired_outputs"),
        ),
        "samples": ("data", "dataset", "examples", "training_data", "patterns", "batch"),
        "layers": ("network", "architecture", "model", "topology"),
        "nodes": ("formulas", "equations", "expressions", "graph", "computation"),
        "parameters": ("params", "variables"),
        "differentiate": ("derivative", "derivatives", "diff", "gradient", "derive"),
        "loss": ("cost", "error", "criterion", "objective", "loss_function", "cost_function"),
        "digits": ("precision", "figures", "decimals", "significant_figures"),
        "frozen": ("fixed", "freeze", "constants"),
        "update": ("mode", "batch_mode"),
        "notes": ("remarks", "comments", "hints"),
        "optimizer": ("optim", "solver", "algorithm", "update_rule"),
        "epsilon": ("eps", "ε"),
        "rho": ("ρ",),
        "beta1": ("β1", "β₁"),
        "beta2": ("β2", "β₂"),
        "weight_decay": (
            *("l2", "wd", "decay", "λ", "lambda", "lambd", "reg", "regularizer", "regulariser"),
            *("regularization", "regularisation", "l2_regularization", "l2_regularisation"),
        ),
    }
)
"""The keys at the top of a file."""

LAYER_KEY_MEANT = _by_word(
    {
        "neurons": ("units", "nodes", "names", "outputs", "size"),
        "activation": ("act", "function", "activation_function", "f", "phi", "transfer"),
        "weights": ("w", "kernel", "matrix"),
        "bias": ("b", "intercept"),
    }
)
"""The keys of a layer."""

BOTH_BETAS = "betas"
"""The two numbers of Adam as one list, which are two keys here."""

RATE_KEY_MEANT = _by_word(
    {
        "start": ("initial", "first", "initial_rate", "base", "lr", "eta"),
        "times": ("factor", "gamma", "decay", "multiplier", "ratio"),
        "every": ("step_size", "steps", "step", "period", "interval"),
    }
)
"""The keys of a learning rate that falls."""

UPDATE_MEANT = _by_word(
    {
        "online": ("stochastic", "sgd", "single", "each", "sample", "incremental"),
        "batch_sum": ("sum", "batch", "full_batch", "full"),
        "batch_mean": ("mean", "average", "avg", "mini_batch"),
    }
)
"""When the parameters learn."""

OPTIMIZER_MEANT = _by_word(
    {
        "sgd": ("gd", "gradient_descent", "vanilla", "plain", "none"),
        "momentum": ("heavy_ball", "sgd_momentum", "sgd_with_momentum"),
        "nesterov": ("nag", "nesterov_momentum", "nesterov_accelerated_gradient"),
        "rmsprop": ("rms",),
    }
)
"""The optimizers."""

TRAINING_LENGTH = frozenset(
    map(folded, ("epochs", "iterations", "steps", "updates", "epoch", "max_iter"))
)
"""How long to learn, which no file says."""

ACTIVATION_MEANT = _by_word(
    {
        "sigmoid": ("sig", "σ", "sigmoidal", "logsig", "sigma"),
        "tanh": ("tansig", "hyperbolic_tangent", "th"),
        "relu": ("rectifier", "rectified_linear", "ramp", "re_lu"),
        "leaky_relu": ("lrelu", "leaky"),
        "linear": ("none", "id", "no", "null", "purelin", "identical"),
        "bipolar_sigmoid": ("bipolar",),
    }
)
"""The activations."""

LOSS_MEANT = _by_word(
    {
        "mean_squared_error": ("mse", "l2", "mean_square_error", "quadratic", "mse_loss"),
        "squared_error": ("sse", "sum_squared_error", "sum_of_squares", "se"),
        "half_squared_error": ("half_mse", "half_sse"),
        "absolute_error": ("mae", "l1", "mean_absolute_error", "l1_loss"),
        "binary_cross_entropy": (
            *("bce", "log_loss", "logistic", "binary", "bce_loss"),
            *("bce_with_logits", "bce_with_logits_loss"),
        ),
        "cross_entropy": (
            *("ce", "nll", "categorical_cross_entropy", "categorical", "xent"),
            *("cross_entropy_loss", "nll_loss"),
        ),
        "hinge": ("svm", "margin", "multiclass_hinge"),
        "huber": ("smooth_l1", "huber_loss", "smooth_l1_loss"),
    }
)
"""The losses."""

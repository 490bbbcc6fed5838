"""Spells every name: the one place that knows how ``net_h1`` or ``dE_total/dw5`` is written.

The spellings are the same in files, in typed answers, on the screen and in JSON.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from unicodedata import combining, normalize

from backprop_tutor.wording import text

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}")
"""What an author may call an input, a neuron, a weight or a bias."""

TOTAL = "E_total"
RATE = "eta"
RATE_START = "eta_start"
"""The learning rate of the first updates, where it falls by steps."""
MOMENTUM = "mu"
DECAY = "lambda"
"""The weight decay."""
COUNT = "t"
"""How many updates were made."""

COMMANDS = (
    "hint",
    "why",
    "show",
    "skip",
    "back",
    "apart",
    "do",
    "again",
    "calc",
    "nudge",
    "values",
    "net",
    "source",
    "what",
    "help",
    "menu",
    "quit",
)
"""What a learner can say instead of an answer; no scenario may use these as names."""

COMMANDS_IN: Mapping[str, Mapping[str, str]] = {
    "fr": {
        "hint": "indice",
        "why": "pourquoi",
        "show": "montrer",
        "skip": "passer",
        "back": "retour",
        "apart": "décomposer",
        "do": "faire",
        "again": "encore",
        "nudge": "variation",
        "values": "valeurs",
        "net": "réseau",
        "what": "qu'est-ce que",
        "help": "aide",
        "quit": "quitter",
    },
}
"""The same words in other languages, where they are others: heard in every language, with or
without accents, and names of no scenario either. The record and replays know the English ones.
"""


def command_in(language: str, word: str) -> str:
    """Return a word that a learner can say in a language: indice for hint in French."""
    return COMMANDS_IN.get(language, {}).get(word, word)


def without_accents(word: str) -> str:
    """Return a word in the letters of every keyboard: reseau for réseau."""
    return "".join(letter for letter in normalize("NFD", word) if not combining(letter))


COMMANDS_ELSEWHERE: Mapping[str, str] = {
    spelling: word
    for words in COMMANDS_IN.values()
    for word, said in words.items()
    for spelling in (said.split()[0], without_accents(said.split()[0]))
}
"""The English word of each word in another language, by both of its spellings."""

_DIGITS = "0123456789"
_PREFIXES = ("net_", "out_", "target_", "delta_", "E_")
_LONG = ("net_", "out_", "target_")
_Z_A = (("net_", "z_"), ("out_", "a_"))
_ROLES = ("net", "out", "target", "miss", "share", "blame", "v", "m", "g", "E", "z", "a", "delta")

OF_PARAMETERS = ("v", "m", "g")
"""What is kept or made of a parameter at its update: what stands behind is a whole name."""


def net(neuron: str) -> str:
    """The net input of a neuron: the weighted sum, before the activation."""
    return f"net_{neuron}"


def out(neuron: str) -> str:
    """The output of a neuron: its activation applied to its net input."""
    return f"out_{neuron}"


def target(neuron: str) -> str:
    """What an output neuron should have given."""
    return f"target_{neuron}"


def short_target(neuron: str) -> str:
    """A target as it may be typed."""
    return f"t_{neuron}"


def short_delta(neuron: str) -> str:
    """The derivative of the loss with respect to a neuron's net input, as it may be typed."""
    return f"delta_{neuron}"


def sender_of(quantity: str) -> str:
    """Return the node or input that a quantity in a formula is sent by: h1 for ``out_h1``."""
    return quantity.removeprefix("out_").removeprefix("net_")


def is_net(quantity: str) -> bool:
    """Whether a quantity is the net input of a neuron."""
    return quantity.startswith("net_")


def is_spelled_out(spelling: str) -> bool:
    """Whether a spelling is the longer one of a quantity that a neuron's own name may mean too."""
    return spelling.startswith(_LONG)


def in_z_a(quantity: str) -> str | None:
    """Return ``z_h1`` for ``net_h1``, ``a_h1`` for ``out_h1``; None of what has no other name."""
    for long, short in _Z_A:
        if quantity.startswith(long):
            return short + quantity.removeprefix(long)
    return None


def role_of(quantity: str) -> tuple[str, str]:
    """Return ``net``, ``h1`` for ``net_h1``, and an empty role for what has none in its name.

    The quantity is one before the update, of no single sample, and no derivative.
    """
    role, _, rest = quantity.partition("_")
    return (role, rest) if rest and role in _ROLES else ("", quantity)


def error(neuron: str) -> str:
    """The part of the loss that one output neuron answers for."""
    return f"E_{neuron}"


def derivative(of: str, by: str) -> str:
    """The partial derivative of one quantity with respect to another."""
    return f"d{of}/d{by}"


def miss(neuron: str) -> str:
    """How far an output is off, with its sign; of a hidden neuron, what it is passed of that."""
    return f"miss_{neuron}"


def share(weight: str) -> str:
    """The share of a neuron's miss that goes back along a weight which enters it."""
    return f"share_{weight}"


def blame(sender: str, receiver: str) -> str:
    """The part of a neuron's miss that goes back to one neuron which feeds it."""
    return f"blame_{sender}_{receiver}"


def updated(name: str) -> str:
    """A quantity after the update: ``w5_new``, ``net_h1_new[2]``."""
    plain, sample = of_sample(name)
    return at_sample(f"{plain}_new", sample)


def before_update(name: str) -> str:
    """A quantity before the update, by its name after it; any other name stays."""
    plain, sample = of_sample(name)
    return at_sample(plain.removesuffix("_new"), sample)


def at_sample(name: str, sample: int) -> str:
    """A quantity of one sample of several, counted from 1; of sample 0, the name as it is."""
    return f"{name}[{sample}]" if sample else name


def of_sample(name: str) -> tuple[str, int]:
    """Return a name without its sample, and the sample; 0 if it is of no single one."""
    plain, bracket, sample = name.partition("[")
    return (plain, int(sample[:-1])) if bracket else (name, 0)


def memory(letter: str, parameter: str) -> str:
    """What an update rule remembers of a parameter's gradients: ``v_w5``, ``m_w5``."""
    return f"{letter}_{parameter}"


def memory_letter(name: str) -> str:
    """Return under which letter a rule remembers something: ``m`` for ``m_w5_hat``."""
    return name.partition("_")[0]


def corrected(memory: str) -> str:
    """What a rule remembers, without the bias towards its first value: ``m_w5_hat``."""
    return f"{memory}_hat"


def decayed_gradient(parameter: str) -> str:
    """The gradient of a parameter with its own decay added: ``g_w5``."""
    return f"g_{parameter}"


def quantities(forward: Iterable[str], outputs: Collection[str], given: Iterable[str]) -> set[str]:
    """Return every name of a network that is no derivative, before and after an update.

    ``forward`` is what its nodes compute, ``given`` what its numbers are called, without the
    targets. What a derivative is of and by are two of these.
    """
    found = {*forward, *given, *errors(outputs)}
    found |= {target(output) for output in outputs}
    return found | {updated(name) for name in found}


def errors(outputs: Collection[str]) -> set[str]:
    """Return the names of the errors: a single output has none of its own, but the total."""
    own = {error(output) for output in outputs} if len(outputs) > 1 else set()
    return own | ({TOTAL} if outputs else set())


def reserved(name: str, functions: Iterable[str]) -> str | None:
    """Return why an author may not use a well-formed name, or None if it is free.

    ``functions`` are the names of the functions that formulas may call.
    """
    if name in functions:
        return text("it is a function")
    if name in COMMANDS or name in COMMANDS_ELSEWHERE:
        return text("it is a command in the lesson")
    if name == RATE:
        return text("it is the learning rate")
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return text("names that begin with {prefix} are the lesson's own", prefix=prefix)
    if name.endswith("_new"):
        return text("names that end with _new are the lesson's own")
    return None


def numbered(prefix: str, taken: Iterable[str], last: int) -> tuple[str, int]:
    """Return the next free ``w7``-like name after number ``last``, and its number."""
    used = frozenset(taken)
    number = last + 1
    while f"{prefix}{number}" in used:
        number += 1
    return f"{prefix}{number}", number


def aliases(neurons: Iterable[str], outputs: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Return every other spelling that a learner may type, with the quantity it means.

    ``h1``, ``a_h1`` → ``out_h1``; ``z_h1`` → ``net_h1``; ``t_o1`` → ``target_o1``; ``delta_h1`` →
    ``dE_total/dnet_h1``, and so does ``delta1`` (δ₁) if no other neuron ends in 1, and ``delta`` if
    there is no other; ``dE_o1/dout_o1`` → ``dE_total/dout_o1``, for no other error holds an
    output's own; ``lr``, ``alpha``, ``lambda`` → ``eta``; ``E`` → ``E_total``. The names in
    ``taken`` are the scenario's own and win over these.
    """
    other: dict[str, str] = {}
    neurons = list(neurons)
    for neuron in neurons:
        other[neuron] = out(neuron)
        for quantity in (out(neuron), net(neuron)):
            if (short := in_z_a(quantity)) is not None:
                other[short] = quantity
        other[short_target(neuron)] = target(neuron)
        other[short_delta(neuron)] = derivative(TOTAL, net(neuron))
    for neuron in outputs:
        other[derivative(error(neuron), out(neuron))] = derivative(TOTAL, out(neuron))
    for short, neuron in _numbered_alone(neurons).items():
        other.setdefault(short, derivative(TOTAL, net(neuron)))
    other |= {"lr": RATE, "alpha": RATE, "lambda": RATE, "η": RATE, "E": TOTAL}
    own = frozenset(taken)
    return {alias: meant for alias, meant in other.items() if alias not in own}


def _numbered_alone(neurons: Sequence[str]) -> dict[str, str]:
    """Return ``delta1`` for a neuron whose number no other has; of a single one ``delta`` too."""
    of_number: dict[str, list[str]] = {}
    for neuron in neurons:
        of_number.setdefault(neuron[len(neuron.rstrip(_DIGITS)) :], []).append(neuron)
    alone = {f"delta{n}": some[0] for n, some in of_number.items() if n and len(some) == 1}
    return alone | {"delta": neurons[0]} if len(neurons) == 1 else alone


def fraction(name: str) -> tuple[str, str] | None:
    """Return what a derivative is of and by (``dE_total/dw5`` → E_total, w5), or None."""
    of, slash, by = name.partition("/")
    return (of[1:], by[1:]) if slash else None


def fraction_to_show(name: str) -> tuple[str, str] | None:
    """The same for the eye: ``dE_total/dw5[2]`` → E_total[2], w5, for that is what is meant."""
    parts = fraction(name)
    if parts is None:
        return None
    (of, own), (by, sample) = map(of_sample, parts)
    return at_sample(of, own or sample), by


def sampled_last(of: str, by: str) -> str:
    """The derivative that is shown as ``dE_total[2]/dw5``: ``dE_total/dw5[2]``."""
    (of, own), (by, sample) = of_sample(of), of_sample(by)
    return at_sample(derivative(of, by), own or sample)

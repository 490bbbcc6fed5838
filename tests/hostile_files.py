"""Files that nobody would write by accident: each is to be refused soon and in a few words.

``benchmarks/files.py`` measures how long each takes, and ``test_loader_properties.py`` its work.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path

GOOD = (Path(__file__).parents[1] / "scenarios" / "mazur.yaml").read_text(encoding="utf-8")
LARGEST = 256 * 1024
"""Bytes that a file may have."""


def full_of(size: int, piece: str, before: str = "", after: str = "") -> str:
    return before + piece * ((size - len((before + after).encode())) // len(piece.encode())) + after


def laughs(_size: int) -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)]
    return "\n".join(lines)


def wide_network(size: int) -> str:
    many = ", ".join(f"i{i}: 0" for i in range(240))
    rows = 400 * size // LARGEST
    neurons = ", ".join(f"h{i}" for i in range(rows))
    row = "[" + "0," * 240 + "]"
    layer = f"{{neurons: [{neurons}], weights: [{(row + ',') * rows}]}}"
    return f"version: 1\ninputs: {{{many}}}\nlayers: [{layer}]"


def descending_names(_size: int) -> str:
    rows = "".join(f"- {{w{9000 - i}: 0}}\n- [0]\n" for i in range(8000))
    return f"version: 1\ninputs: {{i: 1}}\nlayers:\n- weights:\n{rows}"


def graph(nodes: Iterable[str], inputs: int = 1, rest: str = "differentiate: n0") -> str:
    given = ", ".join(f"x{i}: 1" for i in range(inputs))
    entries = "".join(f"- {json.dumps(node)}\n" for node in nodes)
    return f"version: 1\ntitle: T\ninputs: {{{given}}}\nnodes:\n{entries}{rest}\n"


LAST = "last = zz"
"""A node that is wrong, so that a file is read to its end and refused."""


def nodes_of(size: int) -> range:
    """As many nodes as a file of the largest size may have, or fewer in a smaller one."""
    return range(512 * size // LARGEST)


def wide_losses(size: int) -> str:
    nodes = [f"n{i} = x0" for i in nodes_of(size)]
    own = ", ".join(f"E_n{i}: {'+'.join(['x0'] * 99)}" for i in nodes_of(size)) + ", E_z: zz"
    aims = ", ".join(f"n{i}: 1" for i in nodes_of(size))
    return graph(nodes, rest=f"targets: {{{aims}}}\nloss: {{{own}}}")


def many_samples(size: int) -> str:
    one = ", ".join(f"i{i}: 1" for i in range(420))
    return ("version: 1\nsamples:\n" + f"- {{inputs: {{{one}}}, targets: {{o: 1, p: 2}}}}\n" * 64)[
        :size
    ]


HOSTILE: dict[str, Callable[[int], str | bytes]] = {
    "billion laughs": laughs,
    "brackets": lambda size: full_of(size, "["),
    "braces": lambda size: full_of(size, "{"),
    "a key inside a key": lambda size: full_of(size, "? "),
    "lists in lists": lambda size: full_of(size, "- "),
    "dashes": lambda size: full_of(size, "-"),
    "one long word": lambda size: full_of(size, "x"),
    "a long key": lambda size: full_of(size, "x", after=": 1"),
    "many keys": lambda size: "".join(f"k{i}: 1\n" for i in range(size // 10)),
    "keys near a good one": lambda size: "".join(
        f"learning_rat{i}: 1\n" for i in range(size // 21)
    ),
    "the same key": lambda size: full_of(size, "a: 1\n"),
    "merge keys": lambda size: full_of(size, "<<: a\n"),
    "a giant integer": lambda size: full_of(size, "9", "version: 1\nlearning_rate: "),
    "a giant fraction": lambda size: full_of(size, "9", "version: 1\nlearning_rate: 0."),
    "a giant exponent": lambda size: full_of(size, "9", "version: 1\nlearning_rate: 1e"),
    "a giant version": lambda size: full_of(size, "9", "version: "),
    "an object": lambda _: "version: !!python/object/apply:os.system [exit]",
    "a binary": lambda _: "version: 1\ntitle: !!binary aGVsbG8=",
    "tags": lambda size: full_of(size, "!a x,", "[", "]"),
    "tag directives": lambda size: full_of(size, "%TAG !a! b\n"),
    "late tag directives": lambda size: full_of(size, "%TAG !a! b\n", "a: 1\n...\n"),
    "anchors": lambda size: full_of(size, "&a x,", "[", "]"),
    "aliases": lambda size: full_of(size, "*a ,", "[", "]"),
    "a list of words": lambda size: full_of(size, "x,", "[", "]"),
    "a list of questions": lambda size: full_of(size, "?,", "[", "]"),
    "documents": lambda size: full_of(size, "---\n"),
    "line feeds": lambda size: full_of(size, "\n"),
    "carriage returns": lambda size: full_of(size, "\r"),
    "tabs": lambda size: full_of(size, "\t"),
    "comments": lambda size: full_of(size, "#\n"),
    "NUL": lambda size: full_of(size, "\0"),
    "bells on lines": lambda size: full_of(size, "\a\n"),
    "byte order marks": lambda size: full_of(size, "\ufeff"),
    "an open quote": lambda size: full_of(size, "a ", '"'),
    "an open quote of lines": lambda size: full_of(size, "\n", "'"),
    "escapes": lambda size: full_of(size, "\\U0001F600", 'version: 1\ntitle: "', '"'),
    "an impossible character": lambda _: 'title: "\\UFFFFFFFF"',
    "half a character": lambda _: 'version: 1\ntitle: "\\uD800"',
    "spaces in a title": lambda size: full_of(size, " ", "version: 1\ntitle: 'a", "b'"),
    "line feeds in a title": lambda size: full_of(size, "\n", "version: 1\ntitle: 'a", "b'"),
    "a block of lines": lambda size: full_of(size, " x\n", "version: 1\nabout: |\n"),
    "many notes": lambda size: (
        "version: 1\nnotes:\n" + "".join(f"  k{i}: x\n" for i in range(size // 13))
    ),
    "many frozen": lambda size: GOOD.replace(
        "frozen: [", "frozen: [" + "".join(f"w{i}," for i in range(size // 8))
    ),
    "many rows": lambda size: full_of(size, "[0],", "version: 1\nlayers: [{weights: [", "]}]"),
    "many bad layers": lambda size: full_of(size, "{a: 1},", "version: 1\nlayers: [", "]"),
    "bad neurons": lambda size: full_of(size, "1,", "version: 1\nlayers: [{neurons: [", "]}]"),
    "a wide network": wide_network,
    "names that count down": descending_names,
    "formulas": lambda size: graph([*(f"n{i} = " + "1+" * 99 + "1" for i in nodes_of(size)), LAST]),
    "long formulas": lambda size: graph(f"n{i} = " + "x0+" * 130 + "zz" for i in nodes_of(size)),
    "brackets in formulas": lambda size: graph(
        f"n{i} = {'(' * 40}z0{')' * 40}" for i in nodes_of(size)
    ),
    "towers": lambda size: graph(f"n{i} = " + "9^" * 99 + "9" for i in nodes_of(size)),
    "large constants": lambda size: graph(f"n{i} = " + "2^64*" * 39 + "1" for i in nodes_of(size)),
    "exponentials": lambda size: graph(
        [*(f"n{i} = {'exp(' * 38}x0{')' * 38}" for i in nodes_of(size)), LAST]
    ),
    "unknown names": lambda size: graph((f"n{i} = x{i}y" for i in nodes_of(size)), inputs=400),
    "names that come later": lambda size: graph(f"n{i} = n{i + 1}" for i in nodes_of(size)),
    "many equals": lambda size: graph([full_of(size, "=")]),
    "a long formula": lambda size: graph(["n0 = " + "x0+" * (size // 4)]),
    "a long left side": lambda size: graph([",".join(f"a{i}" for i in range(size // 8)) + " = x0"]),
    "a long softmax": lambda size: graph(["a, b = softmax(" + "x0," * (size // 4) + "x0)"]),
    "brackets in a softmax": lambda size: graph(["a, b = softmax(" + "(" * (size // 2) + ")"]),
    "many softmaxes": lambda size: graph("softmax" * 50 + f"{i} = softmax" for i in nodes_of(size)),
    "many losses": wide_losses,
    "many samples": many_samples,
    "many given": lambda size: (
        GOOD + "given:\n" + "".join(f"  k{i}: 1\n" for i in range(size // 17))
    ),
    "many errata": lambda size: full_of(size, "{note: x},", GOOD + "errata: [", "]"),
    "not UTF-8": lambda size: b"\xff" * size,
}
"""By name, each from the bytes that it may have; a few take no notice of that."""

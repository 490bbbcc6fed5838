"""The words of the page around the column: its menu, its buttons, what it says while it waits."""

from collections.abc import Mapping

from backprop_tutor.wording import Marked, marked, marked_in, text

LABELS: Mapping[str, Marked] = {
    "skip": marked_in("a link past what stands before it", "To the answer"),
    "menu": marked_in("a list of links", "Pages"),
    "home": marked("Home"),
    "course": marked("The course"),
    "progress": marked("Your progress"),
    "glossary": marked("The glossary"),
    "editor": marked("A network of your own"),
    # Translators: the name of the other language, in that language: on the English page, Français.
    "language": marked("Français"),
    # Translators: the code of that other language.
    "other_language": marked_in("code of the other language", "fr"),
    "answer": marked("Your answer"),
    "send": marked_in("a button", "Send"),
    "read_as": marked("Read as:"),
    "words": marked("In place of an answer"),
    "picture": marked("The network"),
    "slider": marked("Nudge a weight"),
    "opener": marked_in("a button", "Slider"),
    "loading": marked("Python is being loaded; the first time this takes some seconds."),
    "coming": marked("What you asked for is shown as soon as Python is loaded."),
    "working": marked("One moment …"),
    "lost": marked("The tutor has stopped. All answers that it had replied to are kept."),
    "go_on": marked_in("a button", "Start it again"),
    "failed": marked("The tutor cannot be started in this browser."),
    "unsaved": marked("Your answers cannot be kept in this browser; they are lost when you leave."),
    "other_tab": marked("The record was changed in another tab; this one goes on with that."),
    "save_record": marked("Save your record as a file"),
    "take_record": marked("Take a record from a file"),
    "replace": marked_in("a button", "Replace my record"),
    "leave": marked_in("a button", "Keep my record"),
    "completed": marked("What you may be typing"),
    "save_table": marked("Save all that you typed as a table (CSV)"),
    "draft": marked("The network, as YAML"),
    "layers": marked("Neurons in each layer"),
    "activation": marked("Activation"),
    "seed": marked("Seed"),
    "template": marked("Begin with a new network"),
    "open_draft": marked("Open this network"),
}


def labels() -> Mapping[str, str]:
    """Return the words, each by what it is for, in the language that is spoken."""
    return {called: text(message) for called, message in LABELS.items()}

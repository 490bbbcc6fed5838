"""The names that the package offers to programs."""

import subprocess
import sys

import pytest

import backprop_tutor


@pytest.mark.parametrize("name", backprop_tutor.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(backprop_tutor, name).__name__ == name


def test_another_name_is_not() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'lod'"):
        _ = backprop_tutor.lod


def test_the_example_in_the_docstring() -> None:
    subject = backprop_tutor.subject_of(backprop_tutor.load("mazur"))
    assert subject.values["dE_total/dw5"] == 0.08216704056423078
    question = backprop_tutor.Question("dE_total/dw5", backprop_tutor.Form.EITHER, 4)
    verdict = backprop_tutor.Judge(question, subject).judge("0.4398")
    assert verdict.misconceptions == ("no-output-activation-slope",)


def test_importing_the_package_imports_none_of_it() -> None:
    code = "import sys, backprop_tutor; print([n for n in sys.modules if 'backprop_tutor.' in n])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"

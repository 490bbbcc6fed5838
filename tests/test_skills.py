"""Every line has a skill, every skill a topic and words."""

import pytest

from backprop_tutor.loader import bundled, load
from backprop_tutor.maths.tape.tape import SPLIT, Role
from backprop_tutor.scenario.scenario import Part
from backprop_tutor.teaching.learner.skills import (
    ALL,
    BY_ROLE,
    SAID,
    TOPICS,
    Skill,
    skill_of,
    topic_of,
)
from backprop_tutor.teaching.subject.subject import subject_of


def test_every_role_has_a_skill() -> None:
    by_formula = {Role.NODE, Role.NODE_SLOPE}
    assert set(BY_ROLE) | by_formula == set(Role)
    assert not set(BY_ROLE) & by_formula
    assert {role for role, skill in BY_ROLE.items() if skill is Skill.SHARES} == SPLIT


@pytest.mark.parametrize("scenario", bundled())
def test_every_line_of_every_scenario_has_a_skill(scenario: str) -> None:
    subject = subject_of(load(scenario))
    found = {skill_of(line, subject) for line in subject.tape.values()}
    assert found <= set(Skill)
    again = [skill_of(line, subject) for line in subject.tape.values() if line.part is Part.AGAIN]
    assert not again or again.count(Skill.LEARNING_RATE) == 1  # The aim after the update.


def test_the_thirteen_have_words_and_a_topic() -> None:
    assert len(ALL) == 13
    assert set(SAID) == set(Skill)
    assert len(set(SAID.values())) == len(Skill)
    assert {skill for skills in TOPICS.values() for skill in skills} == set(Skill)
    assert list(TOPICS) == [
        *("forward", "error", "activation", "chain", "hidden", "bias", "update", "learning-rate"),
    ]
    assert topic_of(Skill.ACTIVATION_SLOPE) == "activation"
    assert topic_of(Skill.GRADIENT) == "chain"


@pytest.mark.parametrize(
    ("scenario", "quantity", "skill"),
    [
        ("mazur", "net_h1", Skill.NET_INPUT),
        ("mazur", "out_o2", Skill.ACTIVATION),
        ("mazur", "E_o1", Skill.LOSS),
        ("mazur", "E_total", Skill.LOSS),
        ("mazur", "dE_total/dout_o1", Skill.LOSS_DERIVATIVE),
        ("mazur", "dout_o1/dnet_o1", Skill.ACTIVATION_SLOPE),
        ("mazur", "dnet_o1/dw5", Skill.NET_SLOPES),
        ("mazur", "dnet_o1/dout_h1", Skill.NET_SLOPES),
        ("mazur", "dE_total/dnet_o1", Skill.DELTA),
        ("mazur", "dE_total/dnet_h1", Skill.DELTA),
        ("mazur", "dE_total/dw5", Skill.GRADIENT),
        ("mazur", "dE_o2/dout_h1", Skill.PATHS),
        ("mazur", "dE_total/dout_h1", Skill.PATHS),
        ("mazur", "w5_new", Skill.UPDATE),
        ("mazur", "E_total_new", Skill.LEARNING_RATE),
        ("mazur", "eta", Skill.LEARNING_RATE),
        ("skip", "dnet_h1/db1", Skill.BIAS),
        ("skip", "dE_total/db1", Skill.BIAS),
        ("siraj-xor", "net_h1[2]", Skill.NET_INPUT),
        ("siraj-xor", "dE_total/dw13", Skill.BATCH),
        ("siraj-xor", "E_total", Skill.BATCH),
        ("circuit", "q", Skill.NET_INPUT),
        ("circuit", "df/dq", Skill.NET_SLOPES),
        ("micrograd", "dg/de", Skill.PATHS),
        ("coding-train", "miss_h1", Skill.SHARES),
    ],
)
def test_the_skill_of_a_line(scenario: str, quantity: str, skill: Skill) -> None:
    subject = subject_of(load(scenario))
    assert skill_of(subject[quantity], subject) is skill

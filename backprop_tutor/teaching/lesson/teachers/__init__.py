"""What is said about each kind of line: one teacher per role.

To teach a new role, write a function that turns a line into its ``Words`` and name it in
``TEACHERS``; a test holds the table against ``Role``.
"""

from collections.abc import Mapping

from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.lesson.teachers import (
    chain,
    forward,
    graph,
    losses,
    samples,
    slopes,
    update,
)
from backprop_tutor.teaching.lesson.teachers import error_split as blame
from backprop_tutor.teaching.lesson.teachers.words import Teacher, Words

__all__ = ["TEACHERS", "Words"]

TEACHERS: Mapping[Role, Teacher] = {
    Role.NET: forward.net,
    Role.OUT: forward.out,
    Role.ERROR: losses.error,
    Role.TOTAL: losses.total,
    Role.LOSS_SLOPE: losses.slope,
    Role.ACTIVATION_SLOPE: slopes.activation_slope,
    Role.NET_BY_WEIGHT: slopes.net_by_weight,
    Role.NET_BY_BIAS: slopes.net_by_bias,
    Role.NET_BY_OUT: slopes.net_by_out,
    Role.DELTA: chain.delta,
    Role.SHARE: chain.share,
    Role.PATHS: chain.paths,
    Role.GRADIENT: chain.gradient,
    Role.UPDATE: update.update,
    Role.VELOCITY_UPDATE: update.velocity,
    Role.NODE: graph.node,
    Role.NODE_SLOPE: graph.node_slope,
    Role.ERROR_SLOPE: graph.node_slope,
    Role.ADJOINT: graph.adjoint,
    Role.MISS: blame.miss,
    Role.WEIGHT_SHARE: blame.weight_share,
    Role.BLAME: blame.blame,
    Role.HIDDEN_MISS: blame.hidden_miss,
    Role.BATCH_TOTAL: samples.total,
    Role.BATCH_GRADIENT: samples.gradient,
}

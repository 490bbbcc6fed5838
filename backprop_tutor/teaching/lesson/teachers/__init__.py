"""What is said about each kind of line: one teacher per role.

To teach a new role, write a function that turns a line into its ``Words`` and name it in
``TEACHERS``; a test holds the table against ``Role``.
"""

from collections.abc import Mapping

from backprop_tutor.maths.tape.tape import Role
from backprop_tutor.teaching.lesson.teachers import (
    chain,
    error_split,
    forward,
    graph,
    losses,
    samples,
    slopes,
    update,
)
from backprop_tutor.teaching.lesson.teachers.words import Teacher, Words

__all__ = ["TEACHERS", "Words"]

TEACHERS: Mapping[Role, Teacher] = {
    Role.NET: forward.teach_net,
    Role.OUT: forward.teach_out,
    Role.ERROR: losses.teach_error,
    Role.TOTAL: losses.teach_total,
    Role.LOSS_SLOPE: losses.teach_loss_slope,
    Role.ACTIVATION_SLOPE: slopes.teach_activation_slope,
    Role.NET_BY_WEIGHT: slopes.teach_net_by_weight,
    Role.NET_BY_BIAS: slopes.teach_net_by_bias,
    Role.NET_BY_OUT: slopes.teach_net_by_out,
    Role.DELTA: chain.teach_delta,
    Role.SHARE: chain.teach_share,
    Role.PATHS: chain.teach_paths,
    Role.GRADIENT: chain.teach_gradient,
    Role.UPDATE: update.teach_update,
    Role.MOMENT_UPDATE: update.teach_memory,
    Role.SECOND_MOMENT_UPDATE: update.teach_memory,
    Role.CORRECTED_MOMENT: update.teach_correction,
    Role.DECAYED_GRADIENT: update.teach_decayed_gradient,
    Role.RATE_NOW: update.teach_rate_now,
    Role.COUNT_UPDATE: update.teach_count,
    Role.NODE: graph.teach_node,
    Role.NODE_SLOPE: graph.teach_node_slope,
    Role.ERROR_SLOPE: graph.teach_node_slope,
    Role.ADJOINT: graph.teach_adjoint,
    Role.MISS: error_split.teach_miss,
    Role.WEIGHT_SHARE: error_split.teach_weight_share,
    Role.BLAME: error_split.teach_blame,
    Role.HIDDEN_MISS: error_split.teach_hidden_miss,
    Role.BATCH_TOTAL: samples.teach_batch_total,
    Role.BATCH_GRADIENT: samples.teach_batch_gradient,
}

# SPDX-License-Identifier: Apache-2.0
from onnx import TensorProto, helper

from on_cuda import copies_in_loops


def test_should_find_copies_where_there_are_some() -> None:
    copy = helper.make_node("MemcpyToHost", ["x"], ["y"], name="copy")
    branch = helper.make_graph(
        [copy], "branch", [], [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]
    )
    choice = helper.make_node("If", ["c"], ["z"], then_branch=branch, else_branch=branch)
    body = helper.make_graph([choice], "body", [], [])
    around = helper.make_graph(
        [copy, helper.make_node("Loop", ["", "", ""], ["o"], body=body)], "all", [], []
    )

    assert copies_in_loops(around) == ["copy", "copy"]

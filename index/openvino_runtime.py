"""Embeds an exported model with OpenVINO instead of onnxruntime, for those who have it on processors of its maker."""

from threading import Lock

import openvino

from index.embedding import Vectors
from index.onnx_runtime import OnnxEmbedder, Run
from index.onnx_tokens import Ids

# Left to itself it computes in bfloat16 where the processor can: other vectors than those in the index.
_OPTIONS = {"INFERENCE_PRECISION_HINT": "f32", "PERFORMANCE_HINT": "LATENCY"}


class OpenVinoEmbedder(OnnxEmbedder):
    """An exported model, run by OpenVINO. Safe to use from several threads at once."""

    _TAKES_SEVERAL = False

    def _network(self, threads: int) -> Run:
        compiled = openvino.Core().compile_model(
            str(self._graph), "CPU", {**_OPTIONS, "INFERENCE_NUM_THREADS": threads}
        )
        request = compiled.create_infer_request()
        # One at a time, on all its cores: two threads that read a result for the first time wait for each other for ever,
        # one with the interpreter's lock, the other with that of a constant which OpenVINO's binding is about to make.
        turn = Lock()

        def run(feed: dict[str, Ids]) -> Vectors:
            with turn:
                vectors: Vectors = request.infer(feed)[0].copy()  # the next one writes over it
            return vectors

        return run

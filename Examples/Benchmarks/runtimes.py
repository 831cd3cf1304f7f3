"""Inference by the runtimes that people deploy with, on the networks of peer.py: ONNX Runtime and OpenVINO, as JSON.

    python runtimes.py infer|r50 ... [--threads N] [--size S] [--batch B] [--seconds T]

Needs onnx, onnxruntime and openvino beside what peer.py needs; compare.py --runtimes installs them. What is measured is
the network alone, from normalized pictures to logits and deltas: decoding and suppression, which the other tables
include, are left out, to the runtimes' advantage. "openvino bf16" may compute in 16 bits where the processor can.
"""
import io
import warnings

import numpy
import onnxruntime
import openvino
import torch

import detector
import peer
import workload


class Network(torch.nn.Module):
    """A torchvision RetinaNet without what comes before and behind the network."""

    def __init__(self, net):
        super().__init__()
        self.backbone, self.head = net.backbone, net.head

    def forward(self, pictures):
        outputs = self.head(list(self.backbone(pictures).values()))
        return outputs["cls_logits"], outputs["bbox_regression"]


def exported(network, pictures):
    """The network as ONNX, with the sizes of these pictures fixed."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network, (pictures,), buffer, input_names=["pictures"], output_names=["logits", "deltas"], opset_version=17,
            dynamo=False)
    return buffer.getvalue()


def by_onnxruntime(model, threads):
    settings = onnxruntime.SessionOptions()
    settings.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
    return lambda pictures: session.run(None, {"pictures": pictures})


def by_openvino(precision):
    def runner(model, threads):
        core = openvino.Core()
        compiled = core.compile_model(
            core.read_model(model), "CPU",
            {"INFERENCE_PRECISION_HINT": precision, "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"})
        request = compiled.create_infer_request()

        def work(pictures):
            found = request.infer({0: pictures})
            return [found[0], found[1]]
        return work
    return runner


RUNTIMES = {
    "onnxruntime": by_onnxruntime, "openvino": by_openvino("f32"), "openvino bf16": by_openvino("bf16"),
}


def measured(name, runtime, seconds, work, images, expected, tolerance):
    """Times of `work`, after a look at whether its logits are those of torch."""
    logits, _ = work()
    error = float(numpy.abs(logits - expected).max())
    assert error <= tolerance, f"{name} by {runtime}: logits differ from torch's by {error}"

    def silently():
        work()
    return peer.measured(name, seconds, silently, images) | {"runtime": runtime, "error": error}


def compared(name, net, pictures, options):
    network = Network(net).eval()
    with torch.inference_mode():
        expected = network(pictures)[0].numpy()
    model, array = exported(network, pictures), pictures.numpy()
    largest = float(numpy.abs(expected).max())
    for runtime, make in RUNTIMES.items():
        run = make(model, options.threads or torch.get_num_threads())
        # 8 bits of a bf16 mantissa, through some sixty layers; f32 differs by its order of sums alone.
        tolerance = (0.2 if "bf16" in runtime else 1e-3) * max(1.0, largest)
        yield measured(name, runtime, options.seconds, lambda: run(array), len(array), expected, tolerance)


def infer(options):
    size = options.size or 128
    net = detector.small(size).eval()
    for images in (options.batch, 1):
        pictures = torch.stack(detector.batch(images, size)[0])
        yield from compared(f"infer, batch {images}", net, pictures, options)


def r50(options):
    size = options.size or 800
    picture = torch.from_numpy(workload.picture(size)).permute(2, 0, 1)[None].float() / 255
    yield from compared(f"r50, {size} × {size}", peer.resnet50(size), picture.contiguous(), options)


if __name__ == "__main__":
    peer.report(
        __doc__, (infer, r50),
        {"onnxruntime": onnxruntime.__version__, "openvino": openvino.__version__.split("-")[0]})

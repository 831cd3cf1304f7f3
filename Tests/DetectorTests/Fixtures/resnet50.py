"""Writes resnet50.json: what torchvision's retinanet_resnet50_fpn says with weights computed by a formula.

    python resnet50.py            (torch and torchvision are all it needs; the JSON names the versions that made it)

Every parameter is a function of its name and index (see `numbers`, and PortableWeights.swift), so that no weights file
is needed. The pictures are functions of their size. Two kinds of figures:

- "outputs": already normalized pictures of sizes that nothing divides go straight to backbone and heads. Of the logits
  and deltas the JSON holds a few hundred by index, sums, and the largest magnitude.
- "detections": 8-bit pictures go through the whole model, its transform (no resizing: min_size is the shorter side) with
  its padding to multiples of 32, anchors, suppression.
"""

import json
import math
import sys
from pathlib import Path

import numpy as np
import torch
import torchvision
from torchvision.models import resnet50
from torchvision.models.detection import RetinaNet
from torchvision.models.detection._utils import overwrite_eps
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.ops import FrozenBatchNorm2d
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

CLASSES = 7


def numbers(name, shape):
    """A tensor's numbers: the same bits as PortableWeights.numbers."""
    with np.errstate(over="ignore"):
        h = np.uint32(0x811C9DC5)
        for byte in name.encode():
            h = (h ^ np.uint32(byte)) * np.uint32(0x01000193)
        x = np.arange(math.prod(shape), dtype=np.uint32) * np.uint32(0x9E3779B1) + h
        x ^= x >> np.uint32(16)
        x *= np.uint32(0x85EBCA6B)
        x ^= x >> np.uint32(13)
        x *= np.uint32(0xC2B2AE35)
        x ^= x >> np.uint32(16)
    u = (x >> np.uint32(8)).astype(np.float64) / 16777216
    low, high = bounds(name, shape)
    return (low + (high - low) * u).astype(np.float32).reshape(shape)


def bounds(name, shape):
    def around(center, reach):
        return center - reach, center + reach

    if len(shape) == 4:
        bound = math.sqrt(6 / (shape[1] * shape[2] * shape[3]))
        if "cls_logits" in name:
            return around(0, CLASS_GAIN * bound)
        if "bbox_reg" in name:
            return around(0, BOX_GAIN * bound)
        return around(0, PYRAMID_GAIN * bound if "fpn" in name else bound)
    if name.endswith("cls_logits.bias"):
        return around(-8, 0.5)
    if name.endswith("running_var"):
        return around(1, 0.25)
    if name.endswith("bn3.weight"):
        return around(0.3, 0.1)
    return around(1, 0.25) if name.endswith(".weight") else around(0, 0.1)


CLASS_GAIN, BOX_GAIN, PYRAMID_GAIN = 0.5, 0.1, 0.5


def picture(height, width):
    """Bytes [height, width, 3]: waves, and a little noise of their own place."""
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    waves = (y * (c + 2) * 5 + x * (7 - c) * 3) % 256
    noise = (y * 131 + x * 57 + c * 29) * (y + 2 * x + 3) % 97
    return ((3 * waves + noise) // 4 % 256).astype(np.uint8)


def model(**options):
    """The lines of retinanet_resnet50_fpn, as it builds the model that is given published weights."""
    backbone = resnet50(weights=None, norm_layer=FrozenBatchNorm2d)
    backbone = _resnet_fpn_extractor(backbone, 3, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(256, 256))
    result = RetinaNet(backbone, CLASSES, **options)
    overwrite_eps(result, 0.0)
    state = {name: torch.from_numpy(numbers(name, tuple(value.shape))) for name, value in result.state_dict().items()}
    result.load_state_dict(state)
    return result.eval()


def sample(values, count, name):
    flat = values.flatten().double()
    step = max(1, len(flat) // count) | 1
    index = list(range(0, len(flat), step))
    return {
        f"{name}Step": step,
        f"{name}Count": len(flat),
        name: [float(np.float32(flat[i])) for i in index],
        f"{name}Sum": float(flat.sum()),
        f"{name}AbsoluteSum": float(flat.abs().sum()),
        f"{name}Largest": float(flat.abs().max()),
    }


def outputs(net, height, width, samples=300):
    mean = np.array([0.485, 0.456, 0.406])
    deviation = np.array([0.229, 0.224, 0.225])
    image = ((picture(height, width) / 255 - mean) / deviation).astype(np.float32)
    features = list(net.backbone(torch.from_numpy(image).permute(2, 0, 1)[None]).values())
    heads = net.head(features)
    return {
        "height": height,
        "width": width,
        "grids": [list(f.shape[2:]) for f in features],
        "featureLargest": [float(f.abs().max()) for f in features],
        **sample(heads["cls_logits"], samples, "logits"),
        **sample(heads["bbox_regression"], samples, "deltas"),
    }


def detections(net, height, width):
    image = torch.from_numpy(picture(height, width)).permute(2, 0, 1).float() / 255
    found = net([image])[0]
    return {
        "height": height,
        "width": width,
        "boxes": [[float(np.float32(v)) for v in box] for box in found["boxes"]],
        "scores": [float(np.float32(v)) for v in found["scores"]],
        "labels": found["labels"].tolist(),
    }


@torch.no_grad()
def main():
    net = model()
    result = {
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
        "classes": CLASSES,
        "shapes": {name: list(value.shape) for name, value in net.state_dict().items()},
        "outputs": [outputs(net, *size) for size in [(97, 131), (64, 64), (33, 200)]],
        "detections": [],
    }
    for size in [(97, 121), (128, 250)]:
        net.transform.min_size, net.transform.max_size = (min(size),), 10_000
        result["detections"].append(detections(net, *size))
    for o in result["outputs"]:
        print(o["height"], o["width"], o["grids"], o["featureLargest"], o["logitsLargest"], o["deltasLargest"], o["logitsAbsoluteSum"] / o["logitsCount"])
        print(sorted(o["logits"])[-20:])
    for d in result["detections"]:
        print(len(d["scores"]), d["scores"][:5], d["scores"][-3:], d["boxes"][:4])
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result) + "\n")
    print(path, path.stat().st_size, file=sys.stderr)


if __name__ == "__main__":
    main()

"""Boxes, and what the reference systems make of them. Run in this folder: python make_fixtures.py SOURCES

Written with torch 2.15.0, torchvision 0.29.2, mmdet 3.3.0, detectron2 0.5 (the package detectron2-cdo), keras-retinanet
1.0.0, ensemble-boxes 1.0.9, numpy 2.4.6; each file names the versions that made it. What cannot be installed is read
from the folder SOURCES:

    detectron_boxes.py   facebookresearch/Detectron, detectron/utils/boxes.py
    yhenon_utils.py      yhenon/pytorch-retinanet, retinanet/utils.py
    cpu_nms.pyx, built   facebookresearch/DetectAndTrack, lib/nms/cpu_nms.pyx (py-faster-rcnn's suppression and the
                         soft suppression of its authors; np.int is np.int64 in today's NumPy)

The compiled operators of mmcv and detectron2, TensorFlow and numba are replaced by empty modules, since nothing that is
compared uses them. Coordinates are multiples of 1/16, which float32 holds exactly.
"""
import importlib.machinery
import json
import math
import sys
import types
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import PIL.Image
import torch
import torchvision

sys.path.insert(0, sys.argv[1])


def stub(name, **attributes):
    class Empty(types.ModuleType):
        def __getattr__(self, attribute):
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            return type(attribute, (torch.nn.Module,), {})

    module = Empty(name)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    module.__dict__.update(attributes)
    sys.modules[name] = module
    return module


stub("mmcv.ops")
for name in ("carafe", "nms", "roi_align", "merge_cells", "modulated_deform_conv", "deform_conv"):
    stub("mmcv.ops." + name)
import mmcv.cnn.bricks.transformer
if not hasattr(mmcv.cnn.bricks.transformer, "MultiScaleDeformableAttention"):
    mmcv.cnn.bricks.transformer.MultiScaleDeformableAttention = torch.nn.Module
stub("detectron2._C")
PIL.Image.LINEAR = PIL.Image.Resampling.BILINEAR
backend = stub("tensorflow.keras.backend", floatx=lambda: "float32")
stub("tensorflow", keras=stub("tensorflow.keras", backend=backend))
stub("numba", jit=lambda **_: lambda function: function)
config = types.SimpleNamespace(BBOX_XFORM_CLIP=math.log(1000.0 / 16.0))  # detectron/core/config.py
stub("core", config=stub("core.config", cfg=config))
names = {name: stub("detectron.utils." + name) for name in ("cython_bbox", "cython_nms")}
stub("detectron", utils=stub("detectron.utils", **names))

import cpu_nms
import detectron_boxes
import yhenon_utils
from detectron2.modeling.box_regression import Box2BoxTransform
from ensemble_boxes.ensemble_boxes_nms import cpu_soft_nms_float
from keras_retinanet.utils.anchors import bbox_transform
from mmdet.models.task_modules.coders import DeltaXYWHBBoxCoder
from torchvision.models.detection._utils import BoxCoder


def versions(*packages):
    known = {}
    for package in packages:
        try:
            known[package] = version(package)
        except PackageNotFoundError:
            known[package] = "from its source archive"
    return known


def write(name, content):
    with open(name, "w") as file:
        json.dump(content, file, indent=0, separators=(",", ":"))
        file.write("\n")


def boxes(rng, count, sizes=(4, 300), extent=600):
    centers = rng.uniform(0, extent, (count, 2))
    halves = np.exp(rng.uniform(*np.log(sizes), (count, 2))) / 2
    return np.round(np.hstack([centers - halves, centers + halves]) * 16) / 16


def coders():
    rng = np.random.default_rng(1)
    anchors, objects = boxes(rng, 24), boxes(rng, 24)
    # As a head would say them, with a few far beyond every clamp.
    numbers = np.round(rng.normal(0, 1, (24, 4)) * 64) / 64
    numbers[18:, 2:] = [[5, -5], [30, -30], [-30, 4.125], [4.25, 20.625], [-20.75, 20.75], [-100, 21]]
    tensor = lambda array, kind=torch.float64: torch.tensor(array, dtype=kind)
    single = torch.float32
    systems = {}
    for name, weights in (("torchvision", (1.0, 1.0, 1.0, 1.0)), ("torchvision 10 10 5 5", (10.0, 10.0, 5.0, 5.0))):
        coder = BoxCoder(weights)
        systems[name] = dict(
            encoded=coder.encode_single(tensor(objects), tensor(anchors)).tolist(),
            decoded=coder.decode_single(tensor(numbers), tensor(anchors)).tolist())
    transform = Box2BoxTransform((1.0, 1.0, 1.0, 1.0))
    systems["detectron2"] = dict(
        encoded=transform.get_deltas(tensor(anchors), tensor(objects)).tolist(),
        decoded=transform.apply_deltas(tensor(numbers, single), tensor(anchors, single)).tolist())
    coder = DeltaXYWHBBoxCoder(use_box_type=False)
    systems["mmdetection"] = dict(
        encoded=coder.encode(tensor(anchors, single), tensor(objects, single)).tolist(),
        decoded=coder.decode(tensor(anchors), tensor(numbers)).tolist())
    systems["detectron"] = dict(
        encoded=detectron_boxes.bbox_transform_inv(anchors, objects).tolist(),
        decoded=detectron_boxes.bbox_transform(anchors, numbers).tolist())
    systems["keras-retinanet"] = dict(encoded=bbox_transform(anchors, objects).tolist(), decoded=[])
    # Its decoder has no clamp: only what stays finite in float32.
    systems["yhenon"] = dict(encoded=[], decoded=yhenon_utils.BBoxTransform()(
        tensor(anchors[None]), tensor(numbers[None]))[0].tolist())
    write("coders.json", dict(
        versions=versions("torch", "torchvision", "mmdet", "detectron2-cdo", "keras-retinanet", "numpy"),
        anchors=anchors.tolist(), objects=objects.tolist(), numbers=numbers.tolist(), systems=systems))


def crowd(rng, count, ties):
    """Detections in heaps, whole pixels, scores in steps of 1/16 if there are to be ties."""
    heaps = boxes(rng, max(1, count // 6), sizes=(20, 60), extent=150)
    found = np.round(heaps[rng.integers(0, len(heaps), count)] + rng.normal(0, 4, (count, 4)))
    found[:, 2:] = np.maximum(found[:, 2:], found[:, :2] + 1)
    if ties and count > 1:
        found[count // 2:] = found[:count - count // 2]  # the same boxes twice
    scores = rng.uniform(0, 1, count).astype(np.float32)
    return found, np.round(scores * 16) / 16 if ties else scores, rng.integers(0, 3, count)


def suppression():
    rng = np.random.default_rng(2)
    cases = []
    for count, ties in ((0, False), (1, False), (2, True), (60, False), (60, True), (200, False), (200, True)):
        found, scores, labels = crowd(rng, count, ties)
        tensors = [torch.tensor(found).reshape(-1, 4), torch.tensor(scores, dtype=torch.float64)]
        case = dict(boxes=found.tolist(), scores=scores.tolist(), labels=labels.tolist(), kept=[])
        for threshold in (0.3, 0.5, 0.7):
            older = [] if ties or count == 0 else cpu_nms.cpu_nms(  # its order of ties is its sorting's own affair
                np.hstack([found, scores[:, None]]).astype(np.float32), threshold).tolist()
            case["kept"].append(dict(
                threshold=threshold, nms=torchvision.ops.nms(*tensors, threshold).tolist(),
                batched=torchvision.ops.batched_nms(*tensors, torch.tensor(labels), threshold).tolist(), older=older))
        cases.append(case)
    write("nms.json", dict(versions=versions("torch", "torchvision", "numpy"), cases=cases))


def soft_suppression():
    rng = np.random.default_rng(3)
    cases = []
    for count in (1, 2, 40, 120):
        found, scores, _ = crowd(rng, count, False)
        case = dict(boxes=found.tolist(), scores=scores.tolist(), inclusive={}, continuous={})
        for name, method in (("linear", 1), ("gaussian", 2)):
            rows = np.hstack([found, scores[:, None]]).astype(np.float32)
            case["inclusive"][name] = cpu_nms.cpu_soft_nms(rows, 0.5, 0.3, 0.001, method).tolist()
            changed = scores.astype(np.float64)
            kept = cpu_soft_nms_float(found.copy(), changed, 0.3, 0.5, 0.001, method)  # writes into `changed`
            case["continuous"][name] = dict(kept=kept.tolist(), scores=changed[changed > 0.001].tolist())
        cases.append(case)
    write("soft-nms.json", dict(versions=versions("ensemble-boxes", "numpy"), cases=cases))


coders()
suppression()
soft_suppression()

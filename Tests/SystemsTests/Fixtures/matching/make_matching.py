"""Runs the systems' own matching on scenes.json and writes <system>.json; of MatchingTests, scenes.json is read and proposals.json
written.

Usage: python make_matching.py --detectron DIR --yhenon FILE      (Python 3.11, numpy 2.4.6, torch 2.15.0)

torchvision 0.29.2     RetinaNet.compute_loss up to the matched indices; RegionProposalNetwork's assignment and sampler
detectron2 0.5         RetinaNet.label_anchors (from the package detectron2-cdo); its compiled operators are stubbed:
                       matching uses none
mmdetection 3.3.0      MaxIoUAssigner with the arguments of configs/_base_/models/retinanet_r50_fpn.py, and
                       anchor_inside_flags (mmdet 3.3.0, mmengine 0.10.7, mmcv-lite 2.2.0); the compiled operators of
                       mmcv are stubbed: matching uses none
keras-retinanet 1.0.0  anchor_targets_bbox with its own compute_overlap (Cython, built); of TensorFlow it needs floatx()
                       only, which is stubbed
Detectron 2023-10      _get_retinanet_blobs, taken out of detectron/roi_data/retinanet.py in DIR, with its own
                       bbox_overlaps, built from detectron/utils/cython_bbox.pyx; compute_targets is stubbed, and every
                       anchor is a field of its own
yhenon 2021-08         FocalLoss.forward of retinanet/losses.py (FILE); its class targets are read from the running
                       frame. It has no result without objects: there that version stops with a TypeError.

An assignment is the object's index, -1 for negative, -2 for ignored.
"""

import argparse
import ast
import importlib.machinery
import json
import os
import sys
import types

import numpy as np
import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(FOLDER, "../../../MatchingTests/Fixtures")
NEGATIVE, IGNORED = -1, -2


def stub(name, **attributes):
    """A module whose missing members are classes that do nothing."""
    module = types.ModuleType(name)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    module.__getattr__ = lambda member: (
        type(member, (torch.nn.Module,), {}) if not member.startswith("__") else (_ for _ in ()).throw(AttributeError(member)))
    for key, value in attributes.items():
        setattr(module, key, value)
    sys.modules[name] = module
    return module


def box_tensor(boxes):
    return torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)


def from_retinanet(matched):
    return [int(v) for v in matched]  # torchvision: the index, -1 below, -2 between, as here


def torchvision_results(scenes):
    import torchvision
    from torchvision.models.detection import RetinaNet
    from torchvision.models.detection.anchor_utils import AnchorGenerator

    backbone = torch.nn.Identity()
    backbone.out_channels = 8
    model = RetinaNet(backbone, 2, anchor_generator=AnchorGenerator(((32,),), ((1.0,),)))
    model.head.compute_loss = lambda targets, outputs, anchors, matched: matched
    results = []
    for scene in scenes:
        targets = [dict(boxes=box_tensor(scene["objects"]))]
        matched = model.compute_loss(targets, None, [box_tensor(scene["anchors"])])
        results.append(from_retinanet(matched[0]))
    return f"torchvision {torchvision.__version__.split('+')[0]}, torch {torch.__version__.split('+')[0]}", results


def detectron2_results(scenes):
    import PIL.Image

    if not hasattr(PIL.Image, "LINEAR"):
        PIL.Image.LINEAR = PIL.Image.Resampling.BILINEAR
    stub("detectron2._C")
    from detectron2.modeling.matcher import Matcher
    from detectron2.modeling.meta_arch.retinanet import RetinaNet
    from detectron2.structures import Boxes, Instances

    results = []
    for scene in scenes:
        count = len(scene["objects"])
        model = types.SimpleNamespace(
            anchor_matcher=Matcher([0.4, 0.5], [0, -1, 1], allow_low_quality_matches=True), num_classes=max(count, 1))
        instances = Instances((64, 64))
        instances.gt_boxes = Boxes(box_tensor(scene["objects"]))
        instances.gt_classes = torch.arange(count)
        labels, _ = RetinaNet.label_anchors(model, [Boxes(box_tensor(scene["anchors"]))], [instances])
        code = {model.num_classes: NEGATIVE, -1: IGNORED}
        results.append([code.get(int(v), int(v)) for v in labels[0]])
    return "detectron2 0.5 (detectron2-cdo)", results


def stub_mmcv():
    for name in ("mmcv.ops", "mmcv.ops.carafe", "mmcv.ops.nms", "mmcv.ops.roi_align", "mmcv.ops.merge_cells",
                 "mmcv.ops.modulated_deform_conv", "mmcv.ops.deform_conv", "mmcv.ops.multi_scale_deform_attn"):
        stub(name)


def mmdetection_results(scenes):
    stub_mmcv()
    import mmdet
    from mmdet.models.task_modules.assigners import MaxIoUAssigner
    from mmengine.structures import InstanceData

    assigner = MaxIoUAssigner(pos_iou_thr=0.5, neg_iou_thr=0.4, min_pos_iou=0, ignore_iof_thr=-1)
    results = []
    for scene in scenes:
        objects = InstanceData(bboxes=box_tensor(scene["objects"]), labels=torch.arange(len(scene["objects"])))
        found = assigner.assign(InstanceData(priors=box_tensor(scene["anchors"])), objects).gt_inds
        results.append([{0: NEGATIVE, -1: IGNORED}.get(int(v), int(v) - 1) for v in found])
    return f"mmdet {mmdet.__version__}", results


def keras_retinanet_results(scenes):
    backend = types.ModuleType("tensorflow.keras.backend")
    backend.floatx = lambda: "float32"
    keras = types.ModuleType("tensorflow.keras")
    keras.backend = backend
    tensorflow = types.ModuleType("tensorflow")
    tensorflow.keras = keras
    modules = {"tensorflow": tensorflow, "tensorflow.keras": keras, "tensorflow.keras.backend": backend}
    sys.modules.update(modules)
    from keras_retinanet.utils.anchors import anchor_targets_bbox

    for name in modules:
        del sys.modules[name]
    results = []
    for scene in scenes:
        objects = np.array(scene["objects"], dtype=np.float64).reshape(-1, 4)
        height, width = scene["image"]
        boxes, labels = anchor_targets_bbox(
            np.array(scene["anchors"], dtype=np.float64), [np.zeros((height, width, 3))],
            [dict(bboxes=objects, labels=np.arange(len(objects), dtype=np.float64))], max(len(objects), 1))
        assert (boxes[0, :, -1] == labels[0, :, -1]).all()
        results.append([{0: NEGATIVE, -1: IGNORED}.get(int(row[-1]), int(row[:-1].argmax())) for row in labels[0]])
    return "keras-retinanet 1.0.0", results


def detectron_results(scenes, folder):
    sys.path.insert(0, os.path.join(folder, "detectron", "utils"))
    import cython_bbox

    tree = ast.parse(open(os.path.join(folder, "detectron", "roi_data", "retinanet.py")).read())
    tree.body = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "_get_retinanet_blobs"]
    namespace = types.SimpleNamespace
    scope = dict(
        np=np, logger=namespace(debug=lambda text: None), box_utils=cython_bbox,
        data_utils=namespace(compute_targets=lambda a, g: np.zeros_like(a), unmap=lambda data, *_, fill: data))
    exec(compile(tree, "retinanet.py", "exec"), scope)
    results, counts = [], []
    for scene in scenes:
        count = len(scene["objects"])
        if count == 0:
            results.append(None)  # it asserts that every image has an object
            counts.append(None)
            continue
        scope["cfg"] = namespace(
            RETINANET=namespace(POSITIVE_OVERLAP=0.5, NEGATIVE_OVERLAP=0.4, CLASS_SPECIFIC_BBOX=False),
            MODEL=namespace(NUM_CLASSES=count + 1))
        anchors = np.array(scene["anchors"], dtype=np.float32)
        fields = [namespace(field_size=1, stride=1) for _ in anchors]
        blobs, foreground, _ = scope["_get_retinanet_blobs"](
            fields, anchors, np.array(scene["objects"], dtype=np.float32), np.arange(1, count + 1), 1, 1)
        labels = [int(blob["retnet_cls_labels"].item()) for blob in blobs]
        results.append([{0: NEGATIVE, -1: IGNORED}.get(v, v - 1) for v in labels])
        counts.append(int(foreground.item()))
    return "Detectron 2023-10", results, counts


def yhenon_results(scenes, file):
    scope = {}
    exec(compile(open(file).read(), file, "exec"), scope)
    results = []
    for scene in scenes:
        count = len(scene["objects"])
        if count == 0:
            results.append(None)
            continue
        anchors = box_tensor(scene["anchors"])[None]
        objects = torch.cat([box_tensor(scene["objects"]), torch.arange(count).float()[:, None]], dim=1)[None]
        found = []

        def trace(frame, event, _):
            if frame.f_code.co_name != "forward" or frame.f_code.co_filename != file:
                return None
            if "bce" in frame.f_locals and not found:
                found.append(frame.f_locals["targets"].clone())
            return trace

        sys.settrace(trace)
        scope["FocalLoss"]()(torch.full((1, anchors.shape[1], count), 0.5), torch.zeros(1, anchors.shape[1], 4), anchors, objects)
        sys.settrace(None)
        results.append([IGNORED if row[0] == -1 else int(row.argmax()) if row.max() > 0 else NEGATIVE for row in found[0]])
    return "yhenon/pytorch-retinanet 2021-08", results


def write(system, versions, results, **more):
    with open(os.path.join(FOLDER, f"{system}.json"), "w") as file:
        json.dump(dict(generator=f"make_matching.py, {versions}", assignments=results, **more), file, separators=(",", ":"))
        file.write("\n")
    print(system, versions, sum(len(r) for r in results if r is not None), "anchors")


def proposals(scenes):
    """The region proposal network's assignment (0.7, 0.3), its sampler's counts, and who is inside the border."""
    import torchvision
    from torchvision.models.detection._utils import BalancedPositiveNegativeSampler
    from torchvision.models.detection.anchor_utils import AnchorGenerator
    from torchvision.models.detection.rpn import RegionProposalNetwork
    from mmdet.models.task_modules.prior_generators import anchor_inside_flags

    network = RegionProposalNetwork(
        AnchorGenerator(((32,),), ((1.0,),)), torch.nn.Identity(), 0.7, 0.3, 256, 0.5, dict(training=2, testing=2),
        dict(training=2, testing=2), 0.7)
    torch.manual_seed(1)
    labels, inside, counts = [], [], []
    for scene in scenes:
        anchors = box_tensor(scene["anchors"])
        found, _ = network.assign_targets_to_anchors([anchors], [dict(boxes=box_tensor(scene["objects"]))])
        labels.append([int(v) for v in found[0]])  # 1 positive, 0 negative, -1 ignored
        flags = [
            anchor_inside_flags(anchors, torch.ones(len(anchors), dtype=torch.bool), tuple(scene["image"]), border)
            for border in (0, 6.125)]
        inside.append([[int(v) for v in f] for f in flags])
    for total, fraction in ((256, 0.5), (16, 0.5), (32, 0.25)):
        sampler = BalancedPositiveNegativeSampler(total, fraction)
        for p, i, n in ((0, 0, 0), (3, 50, 900), (300, 50, 900), (300, 50, 20), (8, 0, 8), (9, 1, 7)):
            positive, negative = sampler([torch.tensor([1.0] * p + [-1.0] * i + [0.0] * n)])
            counts.append([total, int(total * fraction), p, i, n, int(positive[0].sum()), int(negative[0].sum())])
    versions = f"torchvision {torchvision.__version__.split('+')[0]}, mmdet 3.3.0 (inside)"
    with open(os.path.join(SHARED, "proposals.json"), "w") as file:
        json.dump(dict(generator=f"make_matching.py, {versions}", labels=labels, inside=inside, counts=counts), file, separators=(",", ":"))
        file.write("\n")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--detectron", required=True)
    parser.add_argument("--yhenon", required=True)
    arguments = parser.parse_args()
    scenes = json.load(open(os.path.join(SHARED, "scenes.json")))["scenes"]
    write("torchvision", *torchvision_results(scenes))
    write("detectron2", *detectron2_results(scenes))
    write("mmdetection", *mmdetection_results(scenes))
    write("keras-retinanet", *keras_retinanet_results(scenes))
    versions, results, counts = detectron_results(scenes, arguments.detectron)
    write("detectron", versions, results, foreground=counts)
    write("yhenon", *yhenon_results(scenes, arguments.yhenon))
    proposals(scenes)


main()

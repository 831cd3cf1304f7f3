"""Losses of the reference systems, piece by piece and whole. Run in this folder: python make_fixtures.py SOURCES

Written with torch 2.15.0, torchvision 0.29.2, mmdet 3.3.0, detectron2 0.5 (the package detectron2-cdo), fvcore
0.1.5.post20221221, numpy 2.4.6; each file names the versions that made it. yhenon's port cannot be installed: its
retinanet/losses.py is read from the folder SOURCES as yhenon_losses.py.

The compiled operators of mmcv and detectron2 are replaced by empty modules, since nothing that is compared uses them.
Logits and deltas are multiples of 1/64 and coordinates of 1/16, which float32 holds exactly.
"""
import importlib.machinery
import json
import sys
import types
from importlib.metadata import PackageNotFoundError, version

import numpy as np
import PIL.Image
import torch
import torchvision

sys.path.insert(0, sys.argv[1])


def stub(name):
    class Empty(types.ModuleType):
        def __getattr__(self, attribute):
            if attribute.startswith("__"):
                raise AttributeError(attribute)
            return type(attribute, (torch.nn.Module,), {})

    module = Empty(name)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    sys.modules[name] = module


stub("mmcv.ops")
for name in ("carafe", "nms", "roi_align", "merge_cells", "modulated_deform_conv", "deform_conv"):
    stub("mmcv.ops." + name)
import mmcv.cnn.bricks.transformer
if not hasattr(mmcv.cnn.bricks.transformer, "MultiScaleDeformableAttention"):
    mmcv.cnn.bricks.transformer.MultiScaleDeformableAttention = torch.nn.Module
stub("detectron2._C")
PIL.Image.LINEAR = PIL.Image.Resampling.BILINEAR

import fvcore.nn
import yhenon_losses
from detectron2.modeling.box_regression import Box2BoxTransform
from detectron2.modeling.meta_arch.retinanet import RetinaNet
from detectron2.structures import Boxes
from detectron2.utils.events import EventStorage
from mmdet.models.dense_heads import RetinaHead
import mmdet.models.losses
from mmdet.models.losses.focal_loss import py_sigmoid_focal_loss
from mmengine.config import ConfigDict
from mmengine.structures import InstanceData
from torchvision.models.detection._utils import BoxCoder
from torchvision.models.detection.retinanet import RetinaNetClassificationHead, RetinaNetRegressionHead

mmdet_iou = sys.modules["mmdet.models.losses.iou_loss"]  # the package has a function of that name too


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
        json.dump(content, file, indent=0, separators=(",", ":"), allow_nan=False)
        file.write("\n")


def numbers(tensor):
    """Nested lists; NaN, which JSON has not, is null."""
    return [numbers(t) for t in tensor] if tensor.dim() else None if tensor.isnan() else tensor.item()


def with_gradient(function, argument):
    argument = argument.clone().requires_grad_(True)
    value = function(argument)
    value.sum().backward()
    return dict(values=numbers(value.detach()), gradients=numbers(argument.grad))


def focal():
    logits = torch.tensor([-1000, -40, -20, -8, -3.5, -1, -1 / 64, 0, 0.5, 2, 6, 15, 40, 1000], dtype=torch.float64)
    cases = []
    for alpha, gamma in ((0.25, 2), (-1, 2), (-1, 0), (0.75, 0.5), (0.5, 5)):
        for positive in (1.0, 0.0):
            target = torch.full_like(logits, positive)
            case = dict(alpha=alpha, gamma=gamma, positive=positive == 1, logits=logits.tolist())
            case["torchvision"] = with_gradient(
                lambda x: torchvision.ops.sigmoid_focal_loss(x, target, alpha, gamma), logits)
            case["fvcore"] = with_gradient(
                lambda x: fvcore.nn.sigmoid_focal_loss(x, target, alpha, gamma), logits)
            if alpha >= 0:
                case["mmdetection"] = with_gradient(
                    lambda x: py_sigmoid_focal_loss(x, target, None, gamma, alpha, "none"), logits)
            cases.append(case)
    write("focal.json", dict(versions=versions("torch", "torchvision", "fvcore", "mmdet"), cases=cases))


def pairs(rng):
    """Predicted boxes and objects: near, far, one in the other, touching, with a common edge, equal."""
    one = lambda: [*rng.uniform(0, 100, 2), *np.exp(rng.uniform(1, 5, 2))]
    predicted, objects = [], []
    for _ in range(24):
        x, y, w, h = one()
        x2, y2, w2, h2 = one() if rng.random() < 0.4 else (x + 3, y - 2, w * 1.25, h * 0.75)
        predicted.append([x, y, x + w, y + h])
        objects.append([x2, y2, x2 + w2, y2 + h2])
    predicted += [[0, 0, 10, 10], [0, 0, 10, 10], [2, 2, 4, 4], [0, 0, 20, 20], [0, 0, 10, 10], [5, 0, 10, 10],
                  [0, 0, 2, 2]]
    objects += [[10, 0, 20, 10], [10, 10, 20, 20], [0, 0, 20, 20], [2, 2, 4, 4], [0, 0, 10, 10], [0, 0, 10, 10],
                [1, 1, 3, 3]]
    snap = lambda rows: torch.tensor(np.round(np.array(rows) * 16) / 16, dtype=torch.float64)
    return snap(predicted), snap(objects)


def iou():
    predicted, objects = pairs(np.random.default_rng(4))
    ops = torchvision.ops
    detached = lambda function, **options: numbers(function(predicted, objects, reduction="none", **options))
    write("iou.json", dict(
        versions=versions("torch", "torchvision", "mmdet", "fvcore", "numpy"),
        predicted=predicted.tolist(), objects=objects.tolist(),
        torchvision=dict(
            giou=with_gradient(lambda p: ops.generalized_box_iou_loss(p, objects), predicted),
            diou=with_gradient(lambda p: ops.distance_box_iou_loss(p, objects), predicted),
            ciou=with_gradient(lambda p: ops.complete_box_iou_loss(p, objects), predicted)),
        fvcore=dict(giou=with_gradient(lambda p: fvcore.nn.giou_loss(p, objects), predicted)),
        mmdetection={
            name: with_gradient(lambda p, f=function, o=options: f(p, objects, reduction="none", **o), predicted)
            for name, function, options in (
                ("iou", mmdet_iou.iou_loss, dict(mode="linear")), ("logIoU", mmdet_iou.iou_loss, dict(mode="log")),
                ("giou", mmdet_iou.giou_loss, {}), ("diou", mmdet_iou.diou_loss, {}),
                ("ciou", mmdet_iou.ciou_loss, {}))}))


def decoded():
    """The GIoU loss of decoded boxes, by the deltas: through the decoder and its clamp."""
    rng = np.random.default_rng(5)
    anchors, objects = pairs(rng)
    deltas = torch.tensor(np.round(rng.normal(0, 0.7, (len(anchors), 4)) * 64) / 64)
    deltas[-3:, 2:] = torch.tensor([[5.0, 0], [-5, 4.25], [4.125, 30]], dtype=torch.float64)
    cases = []
    for weights in ((1.0, 1.0, 1.0, 1.0), (10.0, 10.0, 5.0, 5.0)):
        coder = BoxCoder(weights)
        cases.append(dict(weights=weights, giou=with_gradient(
            lambda d: torchvision.ops.generalized_box_iou_loss(coder.decode_single(d, anchors), objects), deltas)))
    write("decoded.json", dict(
        versions=versions("torch", "torchvision", "numpy"), anchors=anchors.tolist(), objects=objects.tolist(),
        deltas=deltas.tolist(), cases=cases))


def smooth():
    x = torch.tensor([-3, -1, -0.5, -0.125, -0.0625, 0, 1 / 64, 0.109375, 0.125, 0.9375, 1, 2.5], dtype=torch.float64)
    cases = [dict(beta=beta, fvcore=with_gradient(
        lambda p: fvcore.nn.smooth_l1_loss(p, torch.zeros_like(p), beta), x)) for beta in (0, 0.11, 1 / 9, 1)]
    write("smooth-l1.json", dict(versions=versions("torch", "fvcore"), differences=x.tolist(), cases=cases))


def whole():
    rng = np.random.default_rng(6)
    anchors = []
    for i in range(15):
        x, y = 60 * (i % 5), 60 * (i // 5)
        w, h = np.exp(rng.uniform(2, 4, 2))
        anchors.append([x, y, x + w, y + h])
    anchors.append([300, 300, 300.75, 340])  # so narrow that its object is less than a pixel wide
    anchors = np.round(np.array(anchors) * 16) / 16
    jitter = lambda i, by: np.round((anchors[i] + rng.normal(0, by, 4) * (anchors[i][2] - anchors[i][0])) * 16) / 16
    objects = [np.array([jitter(1, 0.03), jitter(7, 0.03), jitter(13, 0.05)]),
               np.array([anchors[5] - [0, 0, 0, 0.55 * (anchors[5][3] - anchors[5][1])]]),  # IoU 0.45: ignored
               np.array([[300, 301, 300.625, 340], jitter(0, 0.03), jitter(4, 0.04), jitter(9, 0.05), jitter(11, 0.02)])]
    labels = [[0, 2, 1], [1], [2, 2, 0, 1, 0]]
    torch_anchors = torch.tensor(anchors, dtype=torch.float32)
    matched = []
    for boxes in objects:
        overlap, best = yhenon_losses.calc_iou(torch_anchors, torch.tensor(boxes, dtype=torch.float32)).max(dim=1)
        matched.append([int(b) if o >= 0.5 else -1 if o < 0.4 else -2 for o, b in zip(overlap, best)])
    logits = np.round(rng.normal(-1, 2, (3, 16, 3)) * 64) / 64
    deltas = np.round(rng.normal(0, 0.5, (3, 16, 4)) * 64) / 64
    single = lambda array: torch.tensor(np.array(array), dtype=torch.float32)
    systems = {}

    heads = RetinaNetClassificationHead(8, 9, 3), RetinaNetRegressionHead(8, 9)
    targets = [dict(boxes=torch.tensor(b), labels=torch.tensor(l)) for b, l in zip(objects, labels)]
    outputs = dict(cls_logits=torch.tensor(logits), bbox_regression=torch.tensor(deltas))
    indices = [torch.tensor(m) for m in matched]
    systems["torchvision"] = [dict(
        images=[0, 1, 2], classification=heads[0].compute_loss(targets, outputs, indices).item(),
        box=heads[1].compute_loss(targets, outputs, [torch.tensor(anchors)] * 3, indices).item())]

    model = types.SimpleNamespace(
        num_classes=3, loss_normalizer=100, loss_normalizer_momentum=0.9, focal_loss_alpha=0.25, focal_loss_gamma=2.0,
        box2box_transform=Box2BoxTransform((1.0, 1.0, 1.0, 1.0)), box_reg_loss_type="smooth_l1", smooth_l1_beta=0.0)
    systems["detectron2"] = []
    with EventStorage():
        for images in ([0, 1, 2], [1], [2, 0]):
            wanted = [torch.tensor([labels[i][m] if m >= 0 else {-1: 3, -2: -1}[m] for m in matched[i]]) for i in images]
            boxes = [torch.tensor(objects[i][np.maximum(matched[i], 0)]) for i in images]
            losses = RetinaNet.losses(
                model, [Boxes(single(anchors))], [single(logits[images])], wanted, [single(deltas[images])], boxes)
            systems["detectron2"].append(dict(
                images=images, classification=losses["loss_cls"].item(), box=losses["loss_box_reg"].item()))

    rows = [np.hstack([b, np.array(l)[:, None]]) for b, l in zip(objects, labels)]
    rows = [np.vstack([r, np.full((5 - len(r), 5), -1)]) for r in rows]
    loss = yhenon_losses.FocalLoss()(
        single(logits).sigmoid(), single(deltas), torch_anchors[None], single(np.stack(rows)))
    systems["yhenon"] = [dict(images=[0, 1, 2], classification=loss[0].item(), box=loss[1].item())]

    write("whole.json", dict(
        versions=versions("torch", "torchvision", "detectron2-cdo", "fvcore", "numpy"), anchors=anchors.tolist(),
        objects=[o.tolist() for o in objects], labels=labels, matched=matched, logits=logits.tolist(),
        deltas=deltas.tolist(), systems=systems))


def whole_mmdetection():
    rng = np.random.default_rng(7)
    head = RetinaHead(
        num_classes=3, in_channels=8, stacked_convs=1, feat_channels=8,
        anchor_generator=dict(
            type="AnchorGenerator", octave_base_scale=2, scales_per_octave=1, ratios=[1.0], strides=[16, 32]),
        # as in configs/_base_/models/retinanet_r50_fpn.py
        loss_cls=dict(type="FocalLoss", use_sigmoid=True, gamma=2.0, alpha=0.25, loss_weight=1.0),
        loss_bbox=dict(type="L1Loss", loss_weight=1.0),
        bbox_coder=dict(type="DeltaXYWHBBoxCoder"),
        train_cfg=ConfigDict(
            assigner=dict(type="MaxIoUAssigner", pos_iou_thr=0.5, neg_iou_thr=0.4, min_pos_iou=0, ignore_iof_thr=-1),
            sampler=dict(type="PseudoSampler"), allowed_border=-1, pos_weight=-1, debug=False))
    objects = [np.array([[10.0, 9, 43, 38], [20, 30, 56.5, 60]]), np.zeros((0, 4)), np.array([[1.0, 1, 60, 62.25]])]
    labels = [[2, 0], [], [1]]
    sizes = [(4, 4), (2, 2)]
    logits = [np.round(rng.normal(-1, 2, (3, 3, *size)) * 64) / 64 for size in sizes]
    deltas = [np.round(rng.normal(0, 0.5, (3, 4, *size)) * 64) / 64 for size in sizes]
    truth = [InstanceData(bboxes=torch.tensor(b, dtype=torch.float32), labels=torch.tensor(l, dtype=torch.long))
             for b, l in zip(objects, labels)]
    metas = [dict(img_shape=(64, 64), pad_shape=(64, 64))] * 3
    tensors = lambda arrays: [torch.tensor(a, dtype=torch.float64) for a in arrays]
    losses = head.loss_by_feat(tensors(logits), tensors(deltas), truth, metas)
    anchors, valid = head.get_anchors(sizes, metas, device="cpu")
    anchors = [[a.double() for a in level] for level in anchors]
    targets = head.get_targets([[a.float() for a in i] for i in anchors], valid, truth, metas,
                               return_sampling_results=True)
    matched = []
    for image, sampled in enumerate(targets[5]):
        row = torch.full((20,), -2)
        row[sampled.neg_inds] = -1
        row[sampled.pos_inds] = sampled.pos_assigned_gt_inds
        matched.append(row.tolist())
    flat = lambda arrays, k: np.concatenate(
        [a.transpose(0, 2, 3, 1).reshape(3, -1, k) for a in arrays], axis=1).tolist()
    write("whole-mmdetection.json", dict(
        versions=versions("torch", "mmdet", "numpy"), anchors=torch.cat(anchors[0]).tolist(),
        objects=[o.tolist() for o in objects], labels=labels, matched=matched, logits=flat(logits, 3),
        deltas=flat(deltas, 4), systems={"mmdetection": [dict(
            images=[0, 1, 2], classification=sum(losses["loss_cls"]).item(), box=sum(losses["loss_bbox"]).item())]}))


focal()
iou()
decoded()
smooth()
whole()
whole_mmdetection()

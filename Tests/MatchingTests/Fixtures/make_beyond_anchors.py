"""Runs mmdetection's ATSSAssigner and FCOSHead.get_targets and writes atss.json and fcos.json.

Usage: python make_beyond_anchors.py
    (Python 3.11, numpy 2.4.6, torch 2.15.0, mmdet 3.3.0, mmengine 0.10.7, mmcv-lite 2.2.0)

The compiled operators of mmcv are stubbed: none of what is run uses them. Boxes, anchors and points are multiples of a
quarter. ATSS scenes are kept only if float32 decides nothing: on each level the k-th nearest center is nearer than the
next, no candidate's IoU is within 1e-5 of its threshold, and no anchor has two positive claims within 1e-5. (Scenes of
one and of two anchors are kept as they are.) FCOS's arithmetic is exact.

An assignment is the object's index, -1 for negative.
"""

import importlib.machinery
import json
import os
import random
import sys
import types

import torch

FOLDER = os.path.dirname(os.path.abspath(__file__))


def stub(name):
    module = types.ModuleType(name)
    module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)

    def missing(member):
        if member.startswith("__"):
            raise AttributeError(member)
        return type(member, (torch.nn.Module,), {})

    module.__getattr__ = missing
    sys.modules[name] = module


for name in ("mmcv.ops", "mmcv.ops.carafe", "mmcv.ops.nms", "mmcv.ops.roi_align", "mmcv.ops.merge_cells",
             "mmcv.ops.modulated_deform_conv", "mmcv.ops.deform_conv", "mmcv.ops.multi_scale_deform_attn"):
    stub(name)

import mmdet  # noqa: E402
from mmdet.models.dense_heads import FCOSHead  # noqa: E402
from mmdet.models.task_modules.assigners import ATSSAssigner  # noqa: E402
from mmengine.structures import InstanceData  # noqa: E402


def tensor(boxes, columns=4):
    return torch.tensor(boxes, dtype=torch.float32).reshape(-1, columns)


def quarter(r, low, high):
    return r.randint(low * 4, high * 4) / 4


def box(r, size, smallest, largest):
    w, h = quarter(r, smallest, largest), quarter(r, smallest, largest)
    x, y = quarter(r, 0, int(size - min(w, size - 1))), quarter(r, 0, int(size - min(h, size - 1)))
    return [x, y, x + w, y + h]


def grid(size, levels):
    """One square anchor of 8 strides at each location."""
    anchors, counts = [], []
    for stride in levels:
        n = size // stride
        counts.append(n * n)
        for row in range(n):
            for column in range(n):
                x, y = (column + 0.5) * stride, (row + 0.5) * stride
                anchors.append([x - 4 * stride, y - 4 * stride, x + 4 * stride, y + 4 * stride])
    return anchors, counts


def run_atss(anchors, counts, objects, k):
    """The assignment, and per object mean + deviation, read from the running frame."""
    seen = {}

    def trace(frame, event, _):
        if frame.f_code.co_name != "assign" or "atss_assigner" not in frame.f_code.co_filename:
            return None
        for name in ("overlaps_thr_per_gt", "overlaps", "distances", "candidate_overlaps", "is_pos", "overlaps_inf"):
            if name in frame.f_locals:
                seen[name] = frame.f_locals[name]
        return trace

    instances = InstanceData(bboxes=tensor(objects), labels=torch.arange(len(objects)))
    sys.settrace(trace)
    found = ATSSAssigner(topk=k).assign(InstanceData(priors=tensor(anchors)), counts, instances)
    sys.settrace(None)
    return [int(v) - 1 for v in found.gt_inds], seen


def is_safe(counts, seen, k):
    start = 0
    for count in counts:
        distances = seen["distances"][start:start + count].sort(dim=0)[0]
        if count > k and bool((distances[k] - distances[k - 1] < 1e-4).any()):
            return False
        start += count
    if bool(((seen["candidate_overlaps"] - seen["overlaps_thr_per_gt"]).abs() < 1e-5).any()):
        return False
    claims = seen["overlaps_inf"].reshape(-1, seen["overlaps"].shape[1]).sort(dim=1, descending=True)[0]
    if claims.shape[1] > 1:
        both = (claims[:, 1] >= 0) & (claims[:, 0] - claims[:, 1] < 1e-5)
        return not bool(both.any())
    return True


def atss():
    r = random.Random(2020)
    sets = [grid(128, (8, 16, 32, 64, 128))]
    irregular = [box(r, 100, 8, 40) for _ in range(40)] + [box(r, 100, 30, 70) for _ in range(15)] + [
        box(r, 100, 50, 90) for _ in range(5)]
    sets.append((irregular, [40, 15, 5]))
    sets.append(([[0, 0, 20, 20]], [1]))
    sets.append(([[0, 0, 20, 20], [0, 0, 20, 24]], [1, 1]))
    scenes = []

    def add(index, objects, k, must_be_safe=True):
        assigned, seen = run_atss(*sets[index], objects, k)
        if must_be_safe and objects and not is_safe(sets[index][1], seen, k):
            return False
        thresholds = [float(v) for v in seen["overlaps_thr_per_gt"]] if objects else []
        thresholds = [None if v != v else v for v in thresholds]  # NaN
        scenes.append(dict(set=index, k=k, objects=objects, assignments=assigned, thresholds=thresholds))
        return True

    for index, size, total in ((0, 128, 12), (1, 100, 10)):
        count = 0
        while count < total:
            objects = [box(r, size, 6, 90) for _ in range(1 + count % 5)]
            count += add(index, objects, 9 if count % 3 else 5)
    add(0, [], 9)
    add(2, [[1, 0, 21, 20]], 9, False)  # a single candidate: its deviation is NaN there
    add(3, [[1, 0, 21, 20]], 9, False)  # two: none reaches mean plus deviation
    sets = [dict(anchors=a, counts=c) for a, c in sets]
    with open(os.path.join(FOLDER, "atss.json"), "w") as file:
        json.dump(dict(generator=f"make_beyond_anchors.py, mmdet {mmdet.__version__}, torch {torch.__version__}", sets=sets, scenes=scenes), file, separators=(",", ":"))
        file.write("\n")
    print("ATSS", sum(len(s["assignments"]) for s in scenes), "anchors,", sum(v >= 0 for s in scenes for v in s["assignments"]), "positive")


def fcos():
    r = random.Random(2019)
    strides = [8, 16, 32, 64, 128]
    head = FCOSHead(num_classes=80, in_channels=8, feat_channels=8, stacked_convs=1, strides=strides, norm_cfg=None)
    sizes = [(40, 56), (20, 28), (10, 14), (5, 7), (3, 4)]  # of a 320 × 448 image
    points = head.prior_generator.grid_priors(sizes, device="cpu")
    scenes = []

    def add(objects, sampling):
        head.center_sampling = sampling
        instances = InstanceData(bboxes=tensor(objects), labels=torch.arange(len(objects)))
        labels, targets = head.get_targets(points, [instances])
        labels, targets = torch.cat(labels), torch.cat(targets)
        positive = (labels < 80).nonzero().reshape(-1)
        centerness = head.centerness_target(targets[positive])
        scenes.append(dict(
            objects=objects, sampling=sampling, positives=[int(v) for v in positive],
            assigned=[int(labels[v]) for v in positive], targets=[[float(d) for d in targets[v]] for v in positive],
            centerness=[float(v) for v in centerness]))

    def objects(count):
        result = []
        while len(result) < count:
            w, h = quarter(r, 4, 90), quarter(r, 4, 90)
            if r.random() < 0.3:
                w, h = quarter(r, 100, 440), quarter(r, 100, 310)
            x, y = quarter(r, 0, int(448 - w)), quarter(r, 0, int(320 - h))
            result.append([x, y, x + w, y + h])
        return result

    for sampling in (False, True):
        for count in (1, 2, 4, 6):
            add(objects(count), sampling)
        add([], sampling)
        add([[12, 12, 76, 40], [20, 20, 20, 60]], sampling)  # points on its edge; no area
        add([[100, 100, 132, 132], [100, 100, 132, 132]], sampling)  # equal areas
        add([[4, 4, 72, 36], [200, 100, 328, 228]], sampling)  # largest distances of exactly 64 and 128
    heads = [float(v) for p in points for v in p.reshape(-1)[:4]]
    with open(os.path.join(FOLDER, "fcos.json"), "w") as file:
        json.dump(dict(
            generator=f"make_beyond_anchors.py, mmdet {mmdet.__version__}, torch {torch.__version__}", image=[320, 448],
            counts=[len(p) for p in points], first=heads, scenes=scenes), file, separators=(",", ":"))
        file.write("\n")
    print("FCOS", len(scenes) * sum(len(p) for p in points), "points,", sum(len(s["positives"]) for s in scenes), "positive")


atss()
fcos()

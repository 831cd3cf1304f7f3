"""The work of `retinanet bench` by torchvision, pycocotools, Pillow and Python's json, as the same JSON.

    python peer.py step|infer|focal|match|nms|coco|r50|read ... [--threads N] [--size S] [--batch B] [--seconds T]
        [--file F]

Needs torch, torchvision and pycocotools from the package index; compare.py installs them.
"""
import argparse
import contextlib
import io
import json
import pathlib
import resource
import statistics
import time

import numpy
import torch
import torchvision

import detector
import workload


def measured(name, seconds, work, images=None):
    result = None
    for _ in range(2):
        result = work()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    entry = {
        "name": name, "median": statistics.median(times), "least": min(times), "most": max(times),
        "repetitions": len(times), "result": result,
        "residentBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}
    return entry | ({"images": images} if images else {})


def step(options):
    size = options.size or 128
    net = detector.small(size).train()
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-4)
    pictures, targets = detector.batch(options.batch, size)

    def work():
        optimizer.zero_grad()
        loss = sum(net(pictures, targets).values())
        loss.backward()
        optimizer.step()
        return loss.item()
    yield measured("step", options.seconds, work, options.batch)


def infer(options):
    size = options.size or 128
    net = detector.small(size).eval()
    for images in (options.batch, 1):
        pictures, _ = detector.batch(images, size)

        def work():
            with torch.inference_mode():
                return sum(len(found["scores"]) for found in net(pictures))
        yield measured(f"infer, batch {images}", options.seconds, work, images)


def focal(options):
    values, labels = workload.logits()
    logits = torch.from_numpy(values).requires_grad_()
    targets = torch.zeros_like(logits)
    for index, label in enumerate(labels):
        if label >= 0:
            targets[index, label] = 1
    targets.detach_()

    def work():
        logits.grad = None
        loss = torchvision.ops.sigmoid_focal_loss(logits, targets, 0.25, 2, "sum") / 1_000
        loss.backward()
        return loss.item()
    yield measured("focal, 100 000 × 80", options.seconds, work)


def anchors():
    """Those of torchvision's RetinaNet on 800 × 1344 pixels."""
    from torchvision.models.detection.image_list import ImageList
    from torchvision.models.detection.retinanet import _default_anchorgen
    maps = [torch.empty(1, 1, -(-800 // stride), -(-1344 // stride)) for stride in (8, 16, 32, 64, 128)]
    return _default_anchorgen()(ImageList(torch.empty(1, 3, 800, 1344), [(800, 1344)]), maps)[0]


def match(options):
    from torchvision.models.detection._utils import BoxCoder, Matcher
    boxes = anchors()
    matcher, coder = Matcher(0.5, 0.4, allow_low_quality_matches=True), BoxCoder((1.0, 1.0, 1.0, 1.0))
    for count in (10, 100, 500):
        objects = torch.tensor([box for box, _ in workload.objects(count)])

        def work():
            matches = matcher(torchvision.ops.box_iou(objects, boxes))
            foreground = torch.where(matches >= 0)[0]
            coder.encode_single(objects[matches[foreground]], boxes[foreground])
            return len(foreground)
        yield measured(f"match, 201 600 × {count}", options.seconds, work)


def nms(options):
    for count in (1_000, 5_000, 20_000):
        found = workload.detections(count)
        boxes = torch.tensor([box for box, _, _ in found])
        labels = torch.tensor([label for _, label, _ in found])
        scores = torch.tensor([score for _, _, score in found])
        yield measured(f"nms, {count}", options.seconds, lambda: len(torchvision.ops.nms(boxes, scores, 0.5)))
        yield measured(
            f"nms, {count} by class", options.seconds,
            lambda: len(torchvision.ops.batched_nms(boxes, scores, labels, 0.5)))


def coco(options):
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    def sides(box):
        return [box[0], box[1], box[2] - box[0], box[3] - box[1]]
    images, annotations, results = [], [], []
    for number, (there, found) in enumerate(workload.images()):
        images.append({"id": number, "height": 480, "width": 640})
        for box, label in there:
            x, y, w, h = sides(box)
            annotations.append({
                "id": len(annotations) + 1, "image_id": number, "category_id": label, "bbox": [x, y, w, h],
                "area": w * h, "iscrowd": 0})
        results += [
            {"image_id": number, "category_id": label, "bbox": sides(box), "score": score}
            for box, label, score in found]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO()
        truth.dataset = {
            "images": images, "annotations": annotations,
            "categories": [{"id": label, "name": f"class {label}"} for label in range(80)]}
        truth.createIndex()
        detections = truth.loadRes(results)

    def work():
        with contextlib.redirect_stdout(io.StringIO()):
            evaluation = COCOeval(truth, detections, "bbox")
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        return evaluation.stats[0]
    yield measured(f"coco, {len(results)} detections", options.seconds, work)


def resnet50(size):
    """The model that its users get without weights: its batch normalization computes what the published one's frozen
    layers do, by a faster way. Pictures have the size that the network sees."""
    net = torchvision.models.detection.retinanet_resnet50_fpn(
        weights=None, weights_backbone=None, min_size=size, max_size=size).eval()
    for module in net.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.eps = 0.0
    state = net.state_dict()
    net.load_state_dict({
        name: value if name.endswith(".num_batches_tracked") else torch.from_numpy(workload.weights(name, value.shape))
        for name, value in state.items()})
    return net.to(memory_format=torch.channels_last)


def r50(options):
    size = options.size or 800
    net = resnet50(size)
    picture = torch.from_numpy(workload.picture(size)).permute(2, 0, 1).float() / 255

    def work():
        with torch.inference_mode():
            return net([picture])[0]["scores"].sum().item()
    yield measured(f"r50, {size} × {size}", options.seconds, work, 1)


def read(options):
    from PIL import Image
    path = pathlib.Path(options.file)

    def picture():
        pixels = numpy.asarray(Image.open(path).convert("RGB"))
        return int(pixels.sum(dtype=numpy.int64)) / pixels.size

    def values():
        with open(path, "rb") as file:
            content = json.load(file)
        return len(content if isinstance(content, list) else content["annotations"])
    is_json = path.suffix == ".json"
    yield measured(f"read, {path.name}", options.seconds, values if is_json else picture, None if is_json else 1)


def report(description, functions, versions):
    """Does the works that the command line asks for, and prints their measurements behind the versions."""
    works = {function.__name__: function for function in functions}
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", nargs="+", choices=list(works))
    parser.add_argument("--threads", type=int)
    parser.add_argument("--size", type=int, help="of the pictures: by default 128 for step and infer, 800 for r50")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--file", help="what read reads: a picture or JSON")
    options = parser.parse_args()
    if options.threads:
        torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    measurements = [entry for work in options.work for entry in works[work](options)]
    print(json.dumps(versions | {"threads": torch.get_num_threads(), "measurements": measurements}, indent=1))


if __name__ == "__main__":
    report(
        __doc__, (step, infer, focal, match, nms, coco, r50, read),
        {"torch": torch.__version__, "torchvision": torchvision.__version__})

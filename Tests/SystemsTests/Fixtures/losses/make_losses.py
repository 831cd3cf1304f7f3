"""Writes yhenon.json and detectron.json beside this file: whole losses where the other fixtures do not reach.

    python3 make_losses.py

Plain Python (3.11 or later), by the formulas of the systems' own code, read at

- yhenon/pytorch-retinanet 1c0bc27, retinanet/losses.py: the probability, a sigmoid in the network, is clamped to
  1e-4 ... 1 - 1e-4; alpha 0.25 where the target is 1, else 0.75; focal weight (1 - p)^2 or p^2; the sum over an image is
  divided by max(1, positives); the mean of the images. The clamp's gradient is 1 between the bounds and 0 beyond.
- facebookresearch/Detectron 23cebba, roi_data/retinanet.py: anchors of an object's largest overlap are labeled, then
  those of overlap 0.5 and more; they are counted; only then those below 0.4 are made background. The divisor is the sum
  over the images of that count plus 1 (`retnet_fg_num`).

Logits reach from -30 to 30; beyond 9.21 the clamp is at work.
"""

import json
import math
import random
from pathlib import Path

HERE = Path(__file__).parent
LOW, HIGH = 1e-4, 1 - 1e-4


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def yhenon_term(x, is_positive):
    """The loss of one output, and its derivative by the logit."""
    p = sigmoid(x)
    q = min(max(p, LOW), HIGH)
    passes = LOW <= p <= HIGH
    if is_positive:
        value = 0.25 * (1 - q) ** 2 * -math.log(q)
        slope = 0.25 * (-2 * (1 - q) * -math.log(q) - (1 - q) ** 2 / q)
    else:
        value = 0.75 * q**2 * -math.log(1 - q)
        slope = 0.75 * (2 * q * -math.log(1 - q) + q**2 / (1 - q))
    return value, (slope * p * (1 - p) if passes else 0.0)


def yhenon(generator):
    images = []
    for _ in range(3):
        labels = [generator.choice([-2, -1, -1, -1, 0, 1, 2]) for _ in range(12)]
        logits = [[generator.uniform(-30, 30) for _ in range(3)] for _ in labels]
        images.append({"labels": labels, "logits": logits})
    images.append({"labels": [-1, -1, -2], "logits": [[-20, 20, 9.2], [9.22, -9.22, 0], [5, 5, 5]]})
    total, gradients = 0.0, []
    for image in images:
        divisor = max(1, sum(label >= 0 for label in image["labels"])) * len(images)
        gradient = []
        for label, row in zip(image["labels"], image["logits"]):
            terms = [(0.0, 0.0) if label == -2 else yhenon_term(x, k == label) for k, x in enumerate(row)]
            total += sum(value for value, _ in terms) / divisor
            gradient.append([slope / divisor for _, slope in terms])
        gradients.append(gradient)
    return {"images": images, "loss": total, "gradients": gradients}


def overlap(a, b):
    """Of inclusive pixels."""
    width = min(a[2], b[2]) - max(a[0], b[0]) + 1
    height = min(a[3], b[3]) - max(a[1], b[1]) + 1
    if width <= 0 or height <= 0:
        return 0.0
    area = lambda box: (box[2] - box[0] + 1) * (box[3] - box[1] + 1)
    return width * height / (area(a) + area(b) - width * height)


def detectron(generator):
    anchors = [[x, y, x + side - 1, y + side - 1]
               for side in (32, 64) for y in range(0, 128, 16) for x in range(0, 128, 16)]
    images = []
    for count in (1, 2, 4, 6):
        objects = []
        for _ in range(count):
            width, height = generator.randint(6, 70), generator.randint(6, 70)
            x, y = generator.randint(0, 127 - width), generator.randint(0, 127 - height)
            objects.append([x, y, x + width, y + height])
        table = [[overlap(anchor, box) for box in objects] for anchor in anchors]
        best_of_object = [max(row[k] for row in table) for k in range(count)]
        largest = [max(row) for row in table]
        positive = {i for i, row in enumerate(table) if any(row[k] == best_of_object[k] for k in range(count))}
        positive |= {i for i, value in enumerate(largest) if value >= 0.5}
        left = [i for i in sorted(positive) if largest[i] >= 0.4]
        images.append({"objects": objects, "counted": len(positive), "positives": left})
    return {"anchors": anchors, "images": images, "divisor": sum(image["counted"] + 1.0 for image in images)}


for name, make in (("yhenon", yhenon), ("detectron", detectron)):
    (HERE / f"{name}.json").write_text(json.dumps(make(random.Random(7))) + "\n")

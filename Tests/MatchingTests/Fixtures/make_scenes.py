"""Writes scenes.json: anchors and objects for which every system must assign alike, whatever its arithmetic.

Usage: python make_scenes.py            (Python 3 and numpy; made with Python 3.11, numpy 2.4.6)

All coordinates are multiples of a quarter. A scene is kept only if no IoU, with or without the +1, changes its order
with another or with the thresholds when it is rounded to float32: two IoUs are equal as fractions if and only if they
are equal in float32. So exact thresholds and ties are there, many of them, and rounding decides nothing.
"""

import json
import os
import random
from fractions import Fraction

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
THRESHOLDS = [Fraction(n, 10) for n in (3, 4, 5, 7)]


def iou(a, b, extra):
    a, b = [Fraction(v) for v in a], [Fraction(v) for v in b]
    w = min(a[2], b[2]) - max(a[0], b[0]) + extra
    h = min(a[3], b[3]) - max(a[1], b[1]) + extra
    shared = max(w, 0) * max(h, 0)
    area = lambda c: (c[2] - c[0] + extra) * (c[3] - c[1] + extra)
    union = area(a) + area(b) - shared
    return shared / union if union > 0 else Fraction(0)


def is_safe(anchors, objects):
    for extra in (0, 1):
        values = {iou(a, o, extra) for a in anchors for o in objects} | set(THRESHOLDS)
        rounded = {np.float32(v.numerator) / np.float32(v.denominator) for v in values}
        exact = sorted(values)
        inexact = [np.float32(float(v)) for v in exact]
        if len(rounded) != len(values) or any(x >= y for x, y in zip(inexact, inexact[1:])):
            return False
    return True


def lattice(r, step, size, smallest, largest):
    """A box of whole steps; many share edges, so IoUs repeat and hit 0.4 and 0.5."""
    x, y = r.randrange(size) * step, r.randrange(size) * step
    return [x, y, x + r.randint(smallest, largest) * step, y + r.randint(smallest, largest) * step]


def near(r, box, step):
    """A box whose edges are up to two steps off; never empty, never left of or above the image."""
    x, y = [max(0, v + r.randint(-2, 2) * step) for v in box[:2]]
    return [x, y] + [max(v + r.randint(-2, 2) * step, low + step) for v, low in zip(box[2:], (x, y))]


def random_scene(r, step, size, smallest, largest, anchors, objects):
    while True:
        o = [lattice(r, step, size, smallest, largest) for _ in range(objects)]
        a = [lattice(r, step, size, smallest, largest) for _ in range(anchors // 3)]
        a += [near(r, r.choice(o), step if step > 1 else 4) for _ in range(anchors - len(a))]
        if is_safe(a, o):
            return a, o


def row(first, last):
    return [first, 0, last, 1]


def main():
    r = random.Random(20260)
    scenes = []

    def add(name, anchors, objects, image=(62, 61)):
        assert is_safe(anchors, objects), name
        scenes.append(dict(name=name, image=list(image), anchors=anchors, objects=objects))

    for count in range(32):
        a, o = random_scene(r, 4, 12, 1, 7, 60, 1 + count % 8)
        add(f"lattice {count}", a, o, (43, 41))  # a quarter of the anchors are centered outside
    for count in range(12):
        a, o = random_scene(r, 0.25, 160, 8, 100, 24, 1 + count % 4)
        add(f"quarters {count}", a, o)

    add("exact thresholds", [row(0, 10), row(0, 5), row(0, 4), row(0, 3), row(0, 7)], [row(0, 10)])
    add("exact thresholds of pixels", [[0, 0, n, 0] for n in (9, 4, 3, 2)], [[0, 0, 9, 0]])
    add("an object beyond all anchors", [row(0, 8), row(4, 12), row(8, 16), row(12, 20), row(0, 3.5), row(0, 3)],
        [row(0, 8), row(52, 56)])
    add("the object beyond all anchors first", [row(0, 8), row(4, 12), row(8, 16), row(12, 20), row(0, 3.5), row(0, 3)],
        [row(52, 56), row(0, 8)])
    add("nothing overlaps", [row(0, 8), row(4, 12)], [row(40, 44), row(50, 54)])
    add("an object without area", [row(0, 4), row(2, 6)], [[1, 0, 1, 1]])
    add("anchor and object without area", [row(0, 4), [7, 0, 7, 1], row(2, 6)], [row(0, 4), [1, 0, 1, 1]])
    add("from IoU 0.80 to 0.45", [[0, 0, 100, 1]], [[0, 0, 80, 1], [55, 0, 100, 1]])
    add("from 0.45 to 0.80, in the other order", [[0, 0, 100, 1]], [[55, 0, 100, 1], [0, 0, 80, 1]])
    add("two objects in one box", [row(0, 10), row(0, 6)], [row(0, 9), row(0, 9)])
    add("best of one, nearer to another", [row(0, 10), row(5, 10)], [row(0, 3), row(5, 9)])
    add("centered on the border", [[50, 0, 72, 10], [50, 0, 71.75, 10], [0, 56, 10, 68], [0, 56, 10, 67.75]],
        [[50, 0, 72, 10], [0, 56, 10, 68]])
    add("no objects", [row(0, 10), [58, 0, 70, 10]], [])
    add("one of each", [row(0, 10)], [row(0, 10)])
    with open(os.path.join(FOLDER, "scenes.json"), "w") as file:
        file.write('{"generator": "make_scenes.py, Python 3.11, numpy 2.4.6", "scenes": [\n')
        file.write(",\n".join(json.dumps(s, separators=(",", ":")) for s in scenes))
        file.write("\n]}\n")
    print(len(scenes), "scenes,", sum(len(s["anchors"]) for s in scenes), "anchors")


main()

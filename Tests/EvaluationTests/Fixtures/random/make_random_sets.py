"""256 random sets and what pycocotools says of them. Run in this folder: python make_random_sets.py

Written with pycocotools 2.0.11, numpy 2.4.6; the file names the versions that made it.
The scenes are not stored: the tests make them again from the seed, by the same steps as here (RandomSet.swift), out of
whole numbers from SplitMix64. Lengths are quarter pixels and areas sixteenths, exact in binary, so that both sides see the
same doubles. A checksum of each scene tells a difference of the scenes from one of the evaluation.
"""
import contextlib, io, json
from importlib.metadata import version
import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

MASK = 2**64 - 1


class Generator:
    """SplitMix64 (Steele, Lea and Flood, 2014), seeded as the package's SeededGenerator(seed:)."""

    def __init__(self, seed):
        self.state = self.mix((seed + 0x9E3779B97F4A7C15) & MASK)

    @staticmethod
    def mix(z):
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return z ^ (z >> 31)

    def integer(self, low, high):
        """Uniform in low ... high."""
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        return low + (self.mix(self.state) * (high - low + 1) >> 64)

    def chance(self, percent):
        return self.integer(1, 100) <= percent

    def choice(self, values):
        return values[self.integer(0, len(values) - 1)]


def random_set(seed):
    """Classes, and images of objects [x, y, w, h, area, label, crowd] and detections [x, y, w, h, label, score];
    lengths in quarter pixels, areas in sixteenths of a square pixel."""
    random = Generator(seed)
    classes = random.integer(1, 5)
    # Some classes are not there, some are not detected (then a guess falls on class 0).
    present = [k for k in range(classes) if random.chance(80)] or [0]
    detected = [k for k in range(classes) if random.chance(80)] or [0]
    crowd = random.choice([0, 0, 10, 35])
    steps = random.choice([3, 10, 1000, 1 << 20])
    sizes = random.integer(0, 4)
    empty = random.choice([0, 20, 60])
    many = random.chance(8)

    def length():
        if sizes == 0: return random.integer(1, 800)           # up to 200 px
        if sizes == 1: return random.integer(0, 160)           # up to 40 px, and none at all
        if sizes == 2: return 128 * random.integer(1, 4)       # 32 … 128 px: areas of exactly 32² and 96² px
        if sizes == 3: return random.integer(300, 1600)        # 75 … 400 px
        return 20 * random.integer(1, 20)                      # twentieths are whole: IoU at the thresholds

    def box(): return [random.integer(-40, 1200), random.integer(-40, 1200), length(), length()]
    def score(): return random.integer(0, steps) / steps

    def image():
        objects, found = [], []
        if not random.chance(empty):
            for _ in range(random.integer(0, 7)):
                b = box()
                area = b[2] * b[3] * random.choice([4, 4, 4, 3, 1]) // 4
                if random.chance(10): area = 16 * random.choice([0, 32 * 32, 96 * 96])
                o = b + [area, random.choice(present), int(random.chance(crowd))]
                objects.append(o)
                if random.chance(10): objects.append(list(o))  # another in the same place
        for o in objects:
            for _ in range(random.choice([0, 1, 1, 1, 2, 4])):
                x, y, w, h = o[:4]
                kind = random.integer(0, 3)
                if kind == 1:  # n twentieths of its width: IoU is n/20 if the width divides by 20
                    w = w * random.integer(8, 20) // 20
                elif kind > 1:
                    reach = max(1, min(w, h) // 5)
                    x, y = x + random.integer(-reach, reach), y + random.integer(-reach, reach)
                    w, h = max(0, w + random.integer(-reach, reach)), max(0, h + random.integer(-reach, reach))
                d = [x, y, w, h, o[5] if random.chance(90) else random.choice(detected), score()]
                found.append(d)
                if random.chance(8): found.append(list(d))  # the same again, of equal score
        for _ in range(random.integer(0, 5)):
            found.append(box() + [random.choice(detected), score()])
        if many:
            for _ in range(random.integer(90, 130)):
                found.append(box() + [random.choice(detected[:1]), score()])
        return dict(objects=objects, detections=found)

    return classes, [image() for _ in range(random.integer(1, 10))]


def checksum(images):
    """Every whole number of the scenes, and each score in 2⁻²⁰."""
    total = 0
    for image in images:
        for row in image["objects"] + [d[:5] + [int(d[5] * 1048576)] for d in image["detections"]]:
            for value in row:
                total = (total * 31 + value) % (1 << 40)
    return total


def evaluate(classes, images):
    coco = COCO()
    annotations, results = [], []
    pixels = lambda row: [v / 4 for v in row[:4]]
    for i, image in enumerate(images):
        for o in image["objects"]:
            annotations.append(dict(id=len(annotations) + 1, image_id=i + 1, category_id=o[5] + 1,
                                    bbox=pixels(o), area=o[4] / 16, iscrowd=o[6]))
        for d in image["detections"]:
            results.append(dict(image_id=i + 1, category_id=d[4] + 1, bbox=pixels(d), score=d[5]))
    coco.dataset = dict(images=[dict(id=i + 1) for i in range(len(images))], annotations=annotations,
                        categories=[dict(id=k + 1, name=f"c{k}") for k in range(classes)])
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
        if results:
            detections = coco.loadRes(results)
        else:
            detections = COCO()
            detections.dataset = dict(coco.dataset, annotations=[])
            detections.createIndex()
        e = COCOeval(coco, detections, "bbox")
        e.evaluate()
        e.accumulate()
        e.summarize()
    precision = e.eval["precision"]  # [thresholds, recalls, classes, areas, limits]
    mean = lambda p: float(np.mean(p[p > -1])) if (p > -1).any() else -1.0
    return dict(stats=[float(v) for v in e.stats],
                classes=[[mean(precision[:, :, k, 0, 2]), mean(precision[0, :, k, 0, 2])] for k in range(classes)])


if __name__ == "__main__":
    records, features = [], dict.fromkeys(
        ["crowd", "empty image", "no objects at all", "absent class", "over 100 of a class", "score tie", "zero area",
         "area at a limit", "same place", "iou at a threshold"], 0)
    for seed in range(256):
        classes, images = random_set(seed)
        records.append(dict(seed=seed, checksum=checksum(images), **evaluate(classes, images)))
        objects = [o for image in images for o in image["objects"]]
        found = [d for image in images for d in image["detections"]]
        iou = lambda d, o: (min(d[2], o[2]) / max(d[2], o[2], 1) if d[:2] == o[:2] and d[3] == o[3] else 0)
        for name, has in {
            "crowd": any(o[6] for o in objects), "empty image": any(not i["objects"] for i in images),
            "no objects at all": not objects, "absent class": len({o[5] for o in objects}) < classes,
            "over 100 of a class": any(sum(d[4] == k for d in i["detections"]) > 100 for i in images for k in range(classes)),
            "score tie": len({d[5] for d in found}) < len(found),
            "zero area": any(r[2] * r[3] == 0 for r in objects + found),
            "area at a limit": any(o[4] in (16384, 147456) for o in objects),
            "same place": any(o[:4] == p[:4] for i in images for j, o in enumerate(i["objects"]) for p in i["objects"][:j]),
            "iou at a threshold": any(0.5 <= iou(d, o) < 1 and (20 * iou(d, o)).is_integer()
                                      for i in images for d in i["detections"] for o in i["objects"]),
        }.items():
            features[name] += has
    record = dict(versions={n: version(n) for n in ("pycocotools", "numpy")}, features=features)
    head = json.dumps(record)[:-1]
    with open("random-sets.json", "w") as file:
        lines = ",\n".join(json.dumps(r, separators=(",", ":")) for r in records)
        file.write(f'{head}, "sets": [\n{lines}\n]}}\n')
    print(features)

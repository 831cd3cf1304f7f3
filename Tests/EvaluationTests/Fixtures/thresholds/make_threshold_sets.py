"""Sets whose overlaps and areas lie on thresholds, and what pycocotools says. Run here: python make_threshold_sets.py [COUNT]

Written with pycocotools 2.0.11, numpy 2.4.6; threshold-sets.json names the versions that made it. Without COUNT it holds
240 sets; all of 2400 were compared by hand.
The sets are not stored: the tests make them again from the seed, by the same steps as here (ThresholdSet.swift). Lengths
are whole numbers of 1, 1/10, 1/100 or 1/3 pixels, which are not exact in binary: (x + w) - x is not always w.
"""
import contextlib, io, json, sys
from importlib.metadata import version
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


def threshold_set(seed):
    """Parts of a pixel, and images of objects [x, y, w, h, label, crowd] and detections [x, y, w, h, label, score]."""
    random = Generator(seed)
    parts = random.choice([1, 10, 100, 3])
    images = []
    for _ in range(random.integer(1, 5)):
        objects, found = [], []
        for _ in range(random.integer(1, 5)):
            x, y = random.integer(0, 400 * parts), random.integer(0, 400 * parts)
            kind, n = random.integer(0, 5), random.integer(10, 19)
            if kind == 0:  # 32² or 96² square pixels, in a square or not
                side = random.choice([32, 96]) * parts
                stretch = random.choice([1, 2, 4])
                w, h = side * stretch, side // stretch
                box = [x, y, w, h]
                second = list(box) if random.chance(50) else [x, y, w, h * random.choice([1, 2]) // 2]
            elif kind == 1:  # n twentieths of the width: IoU is n / 20
                w, h = 20 * random.integer(1, 6 * parts), random.integer(1, 120 * parts)
                box, second = [x, y, w, h], [x, y, w * n // 20, h]
            elif kind == 2:  # moved across by (20 - n) / (20 + n) of the width: IoU is n / 20
                w, h = (20 + n) * random.integer(1, 4 * parts), random.integer(1, 120 * parts)
                box, second = [x, y, w, h], [x + w // (20 + n) * (20 - n), y, w, h]
            elif kind == 3:  # moved down
                w, h = random.integer(1, 120 * parts), (20 + n) * random.integer(1, 4 * parts)
                box, second = [x, y, w, h], [x, y + h // (20 + n) * (20 - n), w, h]
            elif kind == 4:  # nothing in one direction: never found
                box = [x, y, random.integer(0, 50 * parts), 0]
                second = list(box)
            else:
                box = [x, y, random.integer(1, 120 * parts), random.integer(1, 120 * parts)]
                second = [x + random.integer(0, box[2]), y, box[2], box[3]]
            label = random.integer(0, 1)
            objects.append(box + [label, int(random.chance(8))])
            if random.chance(15):  # a second one at the same distance from what is found: a tie
                objects.append([2 * second[0] - x, 2 * second[1] - y, box[2], box[3], label, 0])
            found.append(second + [label, random.integer(0, 4)])
            if random.chance(25):
                found.append(second + [label, random.integer(0, 4)])
        images.append(dict(objects=objects, detections=found))
    return parts, images


def checksum(images):
    """Every whole number of the scenes."""
    total = 0
    for image in images:
        for row in image["objects"] + image["detections"]:
            for value in row:
                total = (total * 31 + value) % (1 << 40)
    return total


def evaluate(parts, images):
    coco = COCO()
    annotations, results = [], []
    for i, image in enumerate(images):
        for o in image["objects"]:
            box = [v / parts for v in o[:4]]
            annotations.append(dict(id=len(annotations) + 1, image_id=i + 1, category_id=o[4] + 1,
                                    bbox=box, area=box[2] * box[3], iscrowd=o[5]))
        for d in image["detections"]:
            results.append(dict(image_id=i + 1, category_id=d[4] + 1, bbox=[v / parts for v in d[:4]], score=d[5] / 4))
    coco.dataset = dict(images=[dict(id=i + 1) for i in range(len(images))], annotations=annotations,
                        categories=[dict(id=k + 1, name=f"c{k}") for k in range(2)])
    with contextlib.redirect_stdout(io.StringIO()):
        coco.createIndex()
        e = COCOeval(coco, coco.loadRes(results), "bbox")
        e.evaluate()
        e.accumulate()
        e.summarize()
    return [float(v) for v in e.stats]


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    records = []
    for seed in range(count):
        parts, images = threshold_set(seed)
        records.append(dict(seed=seed, checksum=checksum(images), stats=evaluate(parts, images)))
    versions = {name: version(name) for name in ["pycocotools", "numpy"]}
    with open("threshold-sets.json", "w") as file:
        file.write('{"versions": ' + json.dumps(versions) + ', "sets": [\n')
        file.write(",\n".join(json.dumps(r, separators=(",", ":")) for r in records) + "\n]}\n")

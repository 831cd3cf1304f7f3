"""Random scenes and what pycocotools says of them. Run in this folder: python make_fixtures.py

Written with pycocotools 2.0.11, numpy 2.4.6; each file names the versions that made it.
Coordinates are whole or quarter pixels, so that (x, y, width, height) and corners are the same numbers.
"""
import contextlib, io, json
from importlib.metadata import version
import numpy as np
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval


def scene(rng, categories, present, detected, sizes, objects, extra, ties, crowd, unit, hit=0.8):
    """One image: objects [x, y, w, h, area, label, crowd], detections [x, y, w, h, label, score]."""
    snap = lambda v: float(np.round(v / unit) * unit)
    truth, found = [], []
    for _ in range(int(rng.integers(objects[0], objects[1] + 1))):
        w, h = (snap(max(unit, np.exp(rng.uniform(*np.log(sizes))))) for _ in range(2))
        x, y = snap(rng.uniform(0, 300)), snap(rng.uniform(0, 300))
        area = float(np.round(w * h * rng.uniform(0.6, 1), 2)) if rng.random() < 0.5 else w * h
        label, is_crowd = int(rng.choice(present)), bool(rng.random() < crowd)
        truth.append([x, y, w, h, area, label, int(is_crowd)])
        for _ in range(int(rng.integers(0, 6)) if is_crowd else int(rng.random() < hit) + int(rng.random() < 0.3 * (hit > 0))):
            j = rng.normal(0, rng.choice([0, 0.03, 0.08, 0.2]), 4)
            box = [snap(x + j[0] * w), snap(y + j[1] * h),
                   max(unit, snap(w * np.exp(j[2]))), max(unit, snap(h * np.exp(j[3])))]
            found.append(box + [label if rng.random() < 0.9 else int(rng.choice(detected)), rng.random() ** 0.5])
    for _ in range(int(rng.integers(extra[0], extra[1] + 1))):
        w, h = (snap(max(unit, np.exp(rng.uniform(*np.log(sizes))))) for _ in range(2))
        found.append([snap(rng.uniform(0, 300)), snap(rng.uniform(0, 300)), w, h,
                      int(rng.choice(detected)), rng.random()])
    for d in found:
        d[5] = float(np.round(d[5], 1 if ties else 9))
    rng.shuffle(found)
    return {"objects": truth, "detections": found}


def evaluate(categories, images):
    coco = COCO()
    annotations, results = [], []
    for i, image in enumerate(images):
        for o in image["objects"]:
            annotations.append(dict(id=len(annotations) + 1, image_id=i + 1, category_id=o[5] + 1,
                                    bbox=o[:4], area=o[4], iscrowd=o[6]))
        for d in image["detections"]:
            results.append(dict(image_id=i + 1, category_id=d[4] + 1, bbox=d[:4], score=d[5]))
    coco.dataset = dict(images=[dict(id=i + 1) for i in range(len(images))], annotations=annotations,
                        categories=[dict(id=k + 1, name=f"c{k}") for k in range(categories)])
    quiet, table = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(quiet):
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
    with contextlib.redirect_stdout(table):
        e.summarize()
    precision = e.eval["precision"]  # [thresholds, recalls, classes, areas, limits]
    mean = lambda p: float(np.mean(p[p > -1])) if (p > -1).any() else -1.0
    classes = [dict(ap=mean(precision[:, :, k, 0, 2]), ap50=mean(precision[0, :, k, 0, 2]),
                    precision50=[float(v) for v in precision[0, ::10, k, 0, 2]]) for k in range(categories)]
    return dict(stats=[float(v) for v in e.stats], classes=classes, table=table.getvalue().rstrip("\n"))


ALL = dict(sizes=(8, 200), objects=(0, 6), extra=(0, 5), ties=False, crowd=0.0, unit=0.25)
SETS = {
    # title: images, categories, classes that occur, classes that are detected, options
    "one image, one object": (1, 1, [0], [0], dict(ALL, objects=(1, 1), extra=(1, 1), hit=1)),
    "nothing detected": (3, 2, [0, 1], [0], dict(ALL, objects=(2, 4), extra=(0, 0), hit=0)),
    "nothing to find": (3, 2, [0, 1], [0, 1], dict(ALL, objects=(0, 0), extra=(1, 3))),
    "all sizes": (30, 3, [0, 1, 2], [0, 1, 2], ALL),
    "crowds": (25, 2, [0, 1], [0, 1], dict(ALL, crowd=0.35)),
    "score ties": (25, 3, [0, 1, 2], [0, 1, 2], dict(ALL, ties=True, crowd=0.1)),
    "absent classes": (15, 5, [1, 3], [0, 1, 3], dict(ALL)),
    "whole pixels, small boxes": (40, 2, [0, 1], [0, 1], dict(ALL, unit=4, sizes=(4, 40), ties=True)),
    "areas at the limits": (30, 1, [0], [0], dict(ALL, unit=32, sizes=(32, 100), ties=True, crowd=0.1)),
    "more than 100 detections": (2, 1, [0], [0], dict(ALL, objects=(20, 25), extra=(120, 130), ties=True)),
    "only large": (10, 2, [0, 1], [0, 1], dict(ALL, sizes=(100, 300))),
}

for number, (title, (count, categories, present, detected, options)) in enumerate(SETS.items()):
    rng = np.random.default_rng(number + 1)
    images = [scene(rng, categories, present, detected, **options) for _ in range(count)]
    record = dict(title=title, versions={n: version(n) for n in ("pycocotools", "numpy")},
                  categories=categories, images=images, expected=evaluate(categories, images))
    with open(f"{number:02d}-{title.replace(',', '').replace(' ', '-')}.json", "w") as file:
        json.dump(record, file, separators=(",", ":"))
        file.write("\n")
    print(title, [round(v, 3) for v in record["expected"]["stats"]])

"""Results that are masks, and what pycocotools says of their boxes. Run in this folder: python make_masks.py

Written with pycocotools 2.0.11, numpy 2.4.6; masks.json names the versions that made it. The masks are ellipses and
frames, so that their areas are other than their boxes' and lie on other sides of 32² and 96². Each set is of one kind:
masks alone; masks of which every third has a box beside it, which is not the mask's own; boxes with masks beside them.
"""
import contextlib, io, json
from importlib.metadata import version
import numpy as np
from pycocotools import mask as masks
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

rng = np.random.default_rng(5)
height, width = 160, 200


def outline(kind, x, y, w, h):
    """A mask of an ellipse or of a frame two pixels wide."""
    rows, columns = np.mgrid[0:height, 0:width]
    if kind == "ellipse":
        inside = ((columns + 0.5 - x - w / 2) / (w / 2)) ** 2 + ((rows + 0.5 - y - h / 2) / (h / 2)) ** 2 <= 1
    else:
        within = lambda d: (columns >= x + d) & (columns < x + w - d) & (rows >= y + d) & (rows < y + h - d)
        inside = within(0) & ~within(2)
    return np.asfortranarray(inside.astype(np.uint8))


def made(kind):
    images = [{"id": i, "file_name": f"{i}.png", "height": height, "width": width} for i in range(1, 5)]
    annotations, results = [], []
    for image in images:
        for _ in range(6):
            w, h = (int(v) for v in rng.integers(6, 120, 2))
            x, y = int(rng.integers(0, width - w)), int(rng.integers(0, height - h))
            label = int(rng.integers(1, 3))
            annotations.append({
                "id": len(annotations) + 1, "image_id": image["id"], "category_id": label, "bbox": [x, y, w, h],
                "area": int(w * h * rng.uniform(0.2, 1)), "iscrowd": int(rng.random() < 0.1)})
            for _ in range(int(rng.integers(0, 4))):
                dx, dy, dw, dh = (int(v) for v in rng.integers(-3, 4, 4))
                if rng.random() < 0.4:
                    dx, dy = (int(v) for v in rng.integers(-40, 40, 2))
                mask = outline(rng.choice(["ellipse", "frame"]), x + dx, y + dy, max(1, w + dw), max(1, h + dh))
                code = masks.encode(mask)
                code["counts"] = code["counts"].decode()
                result = {
                    "image_id": image["id"], "category_id": label, "segmentation": code, "score": round(float(rng.random()), 2)}
                if kind == "boxes" or kind == "some boxes" and len(results) % 3 == 1:
                    result["bbox"] = [x + dx, y + dy, w + dw, h + dh]
                results.append(result)
    empty = masks.encode(np.asfortranarray(np.zeros((height, width), np.uint8)))
    code = {"size": empty["size"], "counts": empty["counts"].decode()}
    if kind == "masks":
        results.append({"image_id": 1, "category_id": 1, "segmentation": code, "score": 0.99})
    return {"images": images, "annotations": annotations, "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]}, results


sets = []
for kind in ["masks", "some boxes", "boxes"]:
    annotations, results = made(kind)
    truth = COCO()
    with contextlib.redirect_stdout(io.StringIO()):
        truth.dataset = json.loads(json.dumps(annotations))
        truth.createIndex()
        found = truth.loadRes(json.loads(json.dumps(results)))
        evaluation = COCOeval(truth, found, "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    print(kind, len(results), evaluation.stats.round(3).tolist())
    sets.append({
        "kind": kind, "annotations": json.dumps(annotations, separators=(",", ":")),
        "results": json.dumps(results, separators=(",", ":")), "stats": evaluation.stats.tolist(),
        "areas": [float(r["area"]) for r in found.dataset["annotations"]],
        "boxes": [[float(v) for v in r["bbox"]] for r in found.dataset["annotations"]]})
with open("masks.json", "w") as file:
    json.dump({"versions": {"pycocotools": version("pycocotools"), "numpy": version("numpy")}, "sets": sets}, file, separators=(",", ":"))

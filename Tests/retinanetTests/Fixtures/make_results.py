"""A COCO annotation file, a detector's results on it, and what pycocotools says. Run in this folder: python make_results.py

Written with pycocotools 2.0.11, numpy 2.4.6; expected.json names the versions that made it. The ids of images, categories
and annotations have gaps and stand in no order; there are crowds, images without objects, images without results, a class
that occurs nowhere, and scores of two digits, so that many are equal. Numbers have two decimals, as COCO's results do.
"""
import contextlib, io, json, random
from importlib.metadata import version
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

rng = random.Random(11)
categories = [{"id": 7, "name": "cat"}, {"id": 90, "name": "dog"}, {"id": 3, "name": "horse"}, {"id": 4, "name": "unicorn"}]
images, annotations, results = [], [], []
for i in rng.sample(range(1000), 40):
    width, height = rng.randrange(100, 640), rng.randrange(100, 480)
    images.append({"id": i, "file_name": f"{i}.png", "height": height, "width": width})
    for _ in range(rng.choice([0, 1, 2, 5])):
        w, h = rng.uniform(4, width / 1.5), rng.uniform(4, height / 1.5)
        box = [round(v, 2) for v in (rng.uniform(0, width - w), rng.uniform(0, height - h), w, h)]
        annotations.append({
            "id": rng.randrange(10**9), "image_id": i, "category_id": rng.choice([7, 90, 3]), "bbox": box,
            "area": round(box[2] * box[3] * rng.uniform(0.4, 1), 2), "iscrowd": int(rng.random() < 0.1)})
        if i % 7 == 0 or rng.random() < 0.2:
            continue
        for _ in range(rng.choice([1, 1, 2])):
            spread = rng.choice([0.02, 0.05, 0.1])
            seen = [round(v + rng.gauss(0, 1) * spread * s, 2) for v, s in zip(box, [w, h, w, h])]
            category = annotations[-1]["category_id"] if rng.random() < 0.9 else 4
            results.append({"image_id": i, "category_id": category, "bbox": seen, "score": round(rng.random(), 2)})
    for _ in range(rng.choice([0, 0, 1, 3]) if i % 7 else 0):
        box = [round(rng.uniform(0, 90), 2) for _ in range(4)]
        results.append({"image_id": i, "category_id": rng.choice([7, 90, 3, 4]), "bbox": box, "score": round(rng.random(), 2)})
rng.shuffle(results)
rng.shuffle(annotations)
for name, content in [
    ("annotations.json", {"images": images, "annotations": annotations, "categories": categories}), ("results.json", results)
]:
    with open(name, "w") as file:
        json.dump(content, file, separators=(",", ":"))
with contextlib.redirect_stdout(io.StringIO()):
    truth = COCO("annotations.json")
    evaluation = COCOeval(truth, truth.loadRes("results.json"), "bbox")
    evaluation.evaluate()
    evaluation.accumulate()
table = io.StringIO()
with contextlib.redirect_stdout(table):
    evaluation.summarize()
precision = evaluation.eval["precision"]
per_class = []
for k in range(len(categories)):
    values = [precision[t, :, k, 0, 2] for t in range(10)]
    known = [v[v > -1] for v in values]
    per_class.append([
        float(sum(v.sum() for v in known) / n) if (n := sum(v.size for v in known)) else -1.0,
        float(known[0].mean()) if known[0].size else -1.0])
with open("expected.json", "w") as file:
    json.dump({
        "versions": {"pycocotools": version("pycocotools"), "numpy": version("numpy")},
        "stats": evaluation.stats.tolist(), "ap_and_ap50_by_ascending_id": per_class, "table": table.getvalue().rstrip("\n"),
    }, file, separators=(",", ":"))

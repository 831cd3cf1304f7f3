"""Files that `retinanet bench read` and the peer read: python files.py FOLDER.

A photograph's kind of picture, 640 × 480, by Pillow as JPEG: baseline and progressive, quality 90, with color at half the
resolution. And a million results as COCO has them, some 120 MB of JSON.
"""
import json
import pathlib
import sys

import numpy
from PIL import Image

import workload


def photograph(height=480, width=640):
    """Soft shades of every size, a few edges and a little grain, from a fixed seed: [height, width, 3] bytes."""
    numbers = numpy.random.default_rng(0)
    total = numpy.zeros((height, width, 3))
    for cells in (3, 6, 12, 24, 48, 96):
        coarse = (255 * numbers.random((cells, cells, 3))).astype(numpy.uint8)
        fine = Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)
        total += numpy.asarray(fine, dtype=numpy.float64) / cells
    total = 255 * (total - total.min()) / (total.max() - total.min())
    for _ in range(12):
        top, left = int(numbers.integers(height - 80)), int(numbers.integers(width - 80))
        total[top:top + 80, left:left + 80] = 0.5 * total[top:top + 80, left:left + 80] + 127 * numbers.random(3)
    total += 4 * numbers.standard_normal(total.shape)
    return total.clip(0, 255).astype(numpy.uint8)


def main():
    folder = pathlib.Path(sys.argv[1])
    picture = Image.fromarray(photograph())
    for name, progressive in (("baseline", False), ("progressive", True)):
        picture.save(folder / f"{name}.jpg", quality=90, subsampling="4:2:0", progressive=progressive)
    found = workload.detections(100_000)
    with open(folder / "results.json", "w", encoding="utf-8") as file:
        for part in range(10):
            entries = [
                {
                    "image_id": part * 100_000 + index, "category_id": label,
                    "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]], "score": score}
                for index, (box, label, score) in enumerate(found)]
            text = json.dumps(entries)
            file.write(("[" if part == 0 else ", ") + text[1:-1])
        file.write("]")


main()

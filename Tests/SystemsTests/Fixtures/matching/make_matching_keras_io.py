"""Runs the matching of Keras's RetinaNet example on scenes.json and writes keras-io.json.

Usage: python make_matching_keras_io.py FILE     (Python 3.11, tensorflow-cpu 2.21)

FILE is examples/vision/retinanet.py of keras-io (2023-07). Its functions convert_to_corners and compute_iou and the
method LabelEncoder._match_anchor_boxes are taken out of it and run as they are; the rest, which downloads data when the
file is imported, is not run. Scenes without objects are left out: the example reduces over an empty axis there.
"""

import ast
import json
import os
import sys

import numpy as np
import tensorflow as tf

FOLDER = os.path.dirname(os.path.abspath(__file__))
SHARED = os.path.join(FOLDER, "../../../MatchingTests/Fixtures")
tree = ast.parse(open(sys.argv[1]).read())
wanted = {"convert_to_corners", "compute_iou", "LabelEncoder"}
tree.body = [n for n in tree.body if isinstance(n, (ast.FunctionDef, ast.ClassDef)) and n.name in wanted]
scope = dict(tf=tf, np=np)
exec(compile(tree, "retinanet.py", "exec"), scope)
encoder = object.__new__(scope["LabelEncoder"])


def centered(boxes):
    b = np.array(boxes, dtype=np.float32)
    return tf.constant(np.concatenate([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], axis=1))


results = []
for scene in json.load(open(os.path.join(SHARED, "scenes.json")))["scenes"]:
    if not scene["objects"]:
        results.append(None)
        continue
    index, positive, ignored = encoder._match_anchor_boxes(centered(scene["anchors"]), centered(scene["objects"]))
    results.append([
        int(i) if p == 1 else -2 if g == 1 else -1
        for i, p, g in zip(index.numpy(), positive.numpy(), ignored.numpy())])
with open(os.path.join(FOLDER, "keras-io.json"), "w") as file:
    generator = f"make_matching_keras_io.py, tensorflow {tf.__version__}"
    json.dump(dict(generator=generator, assignments=results), file, separators=(",", ":"))
    file.write("\n")
print("keras-io", sum(len(r) for r in results if r is not None), "anchors")

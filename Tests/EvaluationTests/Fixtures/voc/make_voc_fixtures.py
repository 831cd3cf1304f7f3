"""Random scenes and what three systems say of them by PASCAL VOC's rules. Run in this folder: python make_voc_fixtures.py

Written with detectron2-cdo 0.5 (detectron2's own evaluation.pascal_voc_evaluation.voc_eval, which is py-faster-rcnn's),
mmdet 3.3.0 (evaluation.functional.eval_map; pip install mmdet==3.3.0 mmengine mmcv-lite==2.1.0) and keras-retinanet 1.0.0
(utils.eval.evaluate, compute_overlap built with Cython); each file names the versions that made it. Compiled operators
and TensorFlow are replaced by empty stand-ins, since none of what is compared uses them, and keras-retinanet's network by
the detections of the fixture. Scores are all different: where they are equal these systems do what an unstable sort does.
"""
import contextlib, importlib.machinery, io, json, os, sys, tempfile, types
from importlib.metadata import PackageNotFoundError, version
import numpy as np
import torch


class Missing(types.ModuleType):
    """A module of which any name can be imported, and nothing can be used."""
    __path__ = []
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (torch.nn.Module,), {})


def stand_in(*names):
    for name in names:
        module = Missing(name)
        module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
        sys.modules[name] = module


import PIL.Image
if not hasattr(PIL.Image, "LINEAR"):
    PIL.Image.LINEAR = PIL.Image.Resampling.BILINEAR
stand_in("detectron2._C", "mmcv.ops", *("mmcv.ops." + name for name in (
    "carafe", "nms", "roi_align", "merge_cells", "modulated_deform_conv", "deform_conv")))
import mmcv.cnn.bricks.transformer as transformer
if not hasattr(transformer, "MultiScaleDeformableAttention"):
    transformer.MultiScaleDeformableAttention = torch.nn.Module
from detectron2.evaluation.pascal_voc_evaluation import voc_eval
from mmdet.evaluation.functional import eval_map
stand_in("tensorflow", "tensorflow.keras", "tensorflow.keras.backend", "cv2", "progressbar")
sys.modules["tensorflow"].keras = sys.modules["tensorflow.keras"]
sys.modules["tensorflow.keras"].backend = sys.modules["tensorflow.keras.backend"]
sys.modules["tensorflow.keras.backend"].floatx = lambda: "float32"
import keras_retinanet.utils.eval as keras_eval


def scene(rng, classes, difficult, half, scores):
    """One image: objects [xMin, yMin, xMax, yMax, label, difficult], detections [xMin, yMin, xMax, yMax, label, score]."""
    objects, found = [], []
    for _ in range(rng.integers(0, 7)):
        x, y, w, h = rng.integers(0, 200), rng.integers(0, 200), rng.integers(8, 80), rng.integers(8, 80)
        label = rng.integers(0, classes)
        # Half the width from the left edge, or half the pixels: IoU is exactly 1/2 by one convention or the other.
        if half:
            w = 2 * (w // 2) + (half == "pixels") * -1
        box = [x, y, x + w, y + h]
        objects.append([*box, label, rng.random() < difficult])
        if rng.random() < 0.3:  # a neighbor that overlaps it
            objects.append([x + w // 3, y, x + w // 3 + w, y + h, label, rng.random() < difficult])
        for _ in range(rng.integers(0, 4)):
            if half and rng.random() < 0.5:
                near = [x, y, x + (w // 2 if half == "edges" else (w + 1) // 2 - 1), y + h]
            else:
                j = np.round(rng.normal(0, rng.choice([0, 0.05, 0.15, 0.3]), 4) * [w, h, w, h]).astype(int)
                near = [x + j[0], y + j[1], max(x + j[0] + 1, x + w + j[2]), max(y + j[1] + 1, y + h + j[3])]
            found.append([*near, label if rng.random() < 0.9 else rng.integers(0, classes)])
    for _ in range(rng.integers(0, 4)):
        x, y, w, h = rng.integers(0, 200), rng.integers(0, 200), rng.integers(8, 80), rng.integers(8, 80)
        found.append([x, y, x + w, y + h, rng.integers(0, classes)])
    rng.shuffle(found)
    # mmdetection looks at objects that count before difficult ones; so that ties of IoU end alike, so do the scenes.
    objects.sort(key=lambda o: o[5])
    return dict(objects=[[int(v) for v in o] for o in objects],
                detections=[[*(int(v) for v in d), next(scores) / 4096] for d in found])


def by_voc_eval(images, classes, use_07_metric):
    with tempfile.TemporaryDirectory() as folder:
        for i, image in enumerate(images):
            with open(f"{folder}/i{i}.xml", "w") as file:
                objects = "".join(
                    f"<object><name>c{o[4]}</name><pose>-</pose><truncated>0</truncated><difficult>{o[5]}</difficult><bndbox>"
                    f"<xmin>{o[0]}</xmin><ymin>{o[1]}</ymin><xmax>{o[2]}</xmax><ymax>{o[3]}</ymax></bndbox></object>"
                    for o in image["objects"])
                file.write(f"<annotation>{objects}</annotation>")
        open(f"{folder}/set.txt", "w").write("".join(f"i{i}\n" for i in range(len(images))))
        result = []
        for k in range(classes):
            with open(f"{folder}/d{k}.txt", "w") as file:
                for i, image in enumerate(images):
                    for d in image["detections"]:
                        if d[4] == k:
                            file.write(f"i{i} {d[5]!r} {d[0]} {d[1]} {d[2]} {d[3]}\n")
            with np.errstate(all="ignore"):
                _, _, ap = voc_eval(f"{folder}/d{k}.txt", folder + "/{}.xml", f"{folder}/set.txt", f"c{k}",
                                    use_07_metric=use_07_metric)
            count = sum(o[4] == k and not o[5] for image in images for o in image["objects"])
            result.append(float(ap) if count else None)
        return result


def by_eval_map(images, classes, mode, legacy):
    rows = lambda rows, width: np.array(rows, dtype=float).reshape(-1, width)
    found = [[rows([d[:4] + d[5:] for d in image["detections"] if d[4] == k], 5) for k in range(classes)]
             for image in images]
    truth = [dict(bboxes=rows([o[:4] for o in image["objects"] if not o[5]], 4),
                  labels=np.array([o[4] for o in image["objects"] if not o[5]], dtype=int),
                  bboxes_ignore=rows([o[:4] for o in image["objects"] if o[5]], 4),
                  labels_ignore=np.array([o[4] for o in image["objects"] if o[5]], dtype=int)) for image in images]
    with contextlib.redirect_stdout(io.StringIO()):
        _, results = eval_map(found, truth, logger="silent", nproc=1, eval_mode=mode, use_legacy_coordinate=legacy)
    return [float(r["ap"]) if r["num_gts"] else None for r in results]


def by_keras_retinanet(images, classes):
    """Knows no difficult objects: they are not shown to it."""
    rows = lambda rows, width: np.array(rows, dtype=float).reshape(-1, width)
    found = [[rows([d[:4] + d[5:] for d in sorted(image["detections"], key=lambda d: -d[5]) if d[4] == k], 5)
              for k in range(classes)] for image in images]
    truth = [[rows([o[:4] for o in image["objects"] if o[4] == k and not o[5]], 4) for k in range(classes)]
             for image in images]
    keras_eval._get_detections = lambda *_, **__: (found, [0.0] * len(images))
    keras_eval._get_annotations = lambda *_: truth
    generator = types.SimpleNamespace(num_classes=lambda: classes, has_label=lambda _: True, size=lambda: len(images))
    results, _ = keras_eval.evaluate(generator, None)
    return [float(results[k][0]) if results[k][1] else None for k in range(classes)]


def version_of(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return {"detectron2-cdo": "0.5", "keras-retinanet": "1.0.0"}[name]


SETS = {
    # title: images, classes, share of difficult objects, halves
    "one image": (1, 2, 0, None),
    "no difficult objects": (25, 3, 0, None),
    "difficult objects": (25, 3, 0.4, None),
    "half the pixels": (20, 2, 0.2, "pixels"),
    "half the width": (20, 2, 0.2, "edges"),
}

for number, (title, (count, classes, difficult, half)) in enumerate(SETS.items()):
    rng = np.random.default_rng(number + 13)
    scores = iter(rng.permutation(4096).tolist())
    images = [scene(rng, classes, difficult, half, scores) for _ in range(count)]
    expected = dict(
        vocEval=dict(elevenPoints=by_voc_eval(images, classes, True), allPoints=by_voc_eval(images, classes, False)),
        evalMap={pixels: {points: by_eval_map(images, classes, mode, pixels == "inclusive")
                           for points, mode in (("elevenPoints", "11points"), ("allPoints", "area"))}
                  for pixels in ("inclusive", "continuous")},
        kerasRetinaNet=by_keras_retinanet(images, classes))
    record = dict(title=title, versions={n: version_of(n) for n in ("detectron2-cdo", "mmdet", "keras-retinanet", "numpy")},
                  categories=classes, images=images, expected=expected)
    with open(f"{title.replace(' ', '-')}.json", "w") as file:
        json.dump(record, file, separators=(",", ":"))
        file.write("\n")
    print(title, json.dumps(expected, indent=0).replace("\n", " "))

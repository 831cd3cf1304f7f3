"""Pictures' sizes and boxes as torchvision and others resize them. Run in this folder: python make_resizing.py

Written with torchvision 0.29.2, mmcv-lite 2.1.0 (what mmdet 3.3.0 resizes with), keras-retinanet 1.0.0 with OpenCV 5.0.0,
and detectron2 0.5 (the package detectron2-cdo); resizing.json names the versions that made it. Compiled parts of
detectron2 and TensorFlow under keras-retinanet are replaced by stubs, since none of what is compared uses them.
"""
import json, random, sys, types
from importlib.machinery import ModuleSpec
from unittest.mock import MagicMock
import PIL.Image

for name in ["detectron2._C", "keras", "tensorflow", "tensorflow.keras"]:
    sys.modules[name] = MagicMock(__spec__=ModuleSpec(name, None), __version__="0")
if not hasattr(PIL.Image, "LINEAR"):
    PIL.Image.LINEAR = PIL.Image.BILINEAR
import cv2, mmcv, numpy as np, torch, torchvision
from detectron2.data.transforms import ResizeShortestEdge
from keras_retinanet.utils.image import resize_image
from torchvision.models.detection.transform import GeneralizedRCNNTransform

rng = random.Random(5)
sizes = [(480, 640), (640, 480), (800, 1333), (1333, 800), (427, 640), (375, 500), (1, 1), (2, 40), (800, 800)]
sizes += [(rng.randrange(20, 1500), rng.randrange(20, 1500)) for _ in range(40)]
transform = GeneralizedRCNNTransform(800, 1333, [0.0] * 3, [1.0] * 3)
transform.eval()
cases = []
for height, width in sizes:
    boxes = []
    for _ in range(2):
        x, y = sorted(rng.uniform(0, width) for _ in range(2)), sorted(rng.uniform(0, height) for _ in range(2))
        boxes.append([float(np.float32(v)) for v in (x[0], y[0], x[1], y[1])])
    given = torch.tensor(boxes, dtype=torch.float32)
    images, targets = transform([torch.zeros(3, height, width)], [{"boxes": given.clone()}])
    there = targets[0]["boxes"]
    back = transform.postprocess([{"boxes": there.clone()}], images.image_sizes, [(height, width)])[0]["boxes"]
    picture = np.zeros((height, width, 3), np.uint8)
    detectron2 = ResizeShortestEdge([800, 800], 1333).get_transform(picture)
    cases.append({
        "size": [height, width], "boxes": boxes, "resized": there.tolist(), "back": back.tolist(),
        "torchvision": list(images.image_sizes[0]), "padded": list(images.tensors.shape[-2:]),
        "detectron2": [int(detectron2.new_h), int(detectron2.new_w)],
        "mmdetection": list(mmcv.rescale_size((width, height), (1333, 800)))[::-1],
        "keras-retinanet": list(resize_image(picture)[0].shape[:2]),
    })
versions = {"torchvision": torchvision.__version__, "mmcv-lite": mmcv.__version__, "opencv": cv2.__version__}
versions |= {"keras-retinanet": "1.0.0", "detectron2": "0.5", "torch": torch.__version__}
with open("resizing.json", "w") as file:
    json.dump({"versions": versions, "cases": cases}, file, separators=(",", ":"))

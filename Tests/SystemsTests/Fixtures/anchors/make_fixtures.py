"""Anchors as the systems themselves make them. Run in this folder: python make_fixtures.py SOURCES

    pip install torch torchvision mmdet==3.3.0 mmengine mmcv-lite==2.1.0 detectron2-cdo keras-retinanet==1.0.0

Written with torch 2.15.0, torchvision 0.29.2, mmdet 3.3.0, detectron2 0.5, keras-retinanet 1.0.0, numpy 2.4.6; each file
names the versions that made it. Compiled operators (mmcv's, detectron2's) are replaced by stubs and so is
`tensorflow.keras` of which keras-retinanet's NumPy code wants `floatx()` only: nothing that is compared uses them.

The three that are on no package index are read from a folder SOURCES with the repositories' own files:
    generate_anchors.py  facebookresearch/Detectron 60f66a1, detectron/modeling/generate_anchors.py (run as it is; the loop
                         over octaves and ratios and the shifts are as core/test_retinanet.py has them)
    anchors.py           yhenon/pytorch-retinanet 5a5c32f, retinanet/anchors.py (run as it is)
    retinanet.py         keras-team/keras-io 040e8ba, examples/vision/retinanet.py (its class AnchorBox; of the dozen
                         TensorFlow functions that it calls float32 NumPy stands in)

Each file: `images`, by (height, width) as the network sees them. A level has its grid, the coordinate sums of its
anchors, sums weighted by 1 + (index mod 1009), in float64, and some anchors [index in the level, x1, y1, x2, y2]. Float32
numbers are written as the float64 that they are.
"""
import ast, importlib.machinery, json, math, os, sys, types
from importlib.metadata import version
import numpy as np

SIZES = [(800, 1344), (800, 1333), (640, 640), (333, 500), (203, 317), (128, 128), (37, 411), (1, 1)]
LEVELS = range(3, 8)


def stub(name, **values):
    class Stub(types.ModuleType):
        def __getattr__(self, key):
            if key.startswith("__"):
                raise AttributeError(key)
            return type(key, (torch.nn.Module,), {})
    module = Stub(name)
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=True)
    module.__path__ = []
    module.__dict__.update(values)
    sys.modules[name] = module
    return module


def grid(height, width, level):
    return -(-height // 2**level), -(-width // 2**level)


def level_entry(boxes, size):
    boxes = np.asarray(boxes)
    exact = boxes.astype(np.float64)
    weights = 1.0 + np.arange(len(exact)) % 1009
    chosen = sorted({0, 4, 8, len(exact) // 3, len(exact) * 5 // 7, len(exact) - 1})
    return {"grid": list(size), "count": len(exact), "sum": exact.sum(0).tolist(),
            "weighted": (exact * weights[:, None]).sum(0).tolist(),
            "samples": [[i] + exact[i].tolist() for i in chosen]}


def write(name, title, versions, made, cell, padded=None):
    """made(height, width) -> for every level (boxes, (rows, columns)); cell: level -> the 9 anchors about their center."""
    images = []
    for height, width in SIZES:
        levels = [level_entry(boxes, size) for boxes, size in made(height, width)]
        images.append({"height": height, "width": width, "levels": levels})
    data = {"title": title, "versions": versions, "cell": cell, "images": images}
    if padded:
        data["padded"] = [[h, w, *padded(h, w)] for h, w in SIZES]
    with open(name, "w") as file:
        json.dump(data, file)
    print(name, os.path.getsize(name))


def split(boxes, height, width):
    """A flat list in pieces, by level."""
    result, first = [], 0
    for level in LEVELS:
        size = grid(height, width, level)
        count = size[0] * size[1] * 9
        result.append((boxes[first:first + count], size))
        first += count
    assert first == len(boxes)
    return result


def torchvision_anchors():
    from torchvision.models.detection import retinanet_resnet50_fpn
    from torchvision.models.detection.image_list import ImageList
    model = retinanet_resnet50_fpn(weights=None, weights_backbone=None).eval()

    def made(height, width):
        image = torch.zeros(1, 3, height, width)
        with torch.no_grad():
            maps = list(model.backbone(image).values())
            boxes = model.anchor_generator(ImageList(image, [(height, width)]), maps)[0].numpy()
        for level, m in zip(LEVELS, maps):
            assert tuple(m.shape[-2:]) == grid(height, width, level)
        return split(boxes, height, width)

    def padded(height, width):
        return list(model.transform.batch_images([torch.zeros(3, height, width)], 32).shape[-2:])
    assert model.transform.size_divisible == 32
    write("torchvision.json", "torchvision, retinanet_resnet50_fpn with its real feature maps",
          {"torchvision": version("torchvision"), "torch": version("torch")}, made,
          [c.double().tolist() for c in model.anchor_generator.cell_anchors], padded)


def detectron2_anchors():
    import PIL.Image
    PIL.Image.LINEAR = PIL.Image.BILINEAR
    stub("detectron2._C")
    from detectron2.modeling.anchor_generator import DefaultAnchorGenerator
    from detectron2.structures import ImageList
    # configs/Base-RetinaNet.yaml
    generator = DefaultAnchorGenerator(
        sizes=[[x, x * 2 ** (1.0 / 3), x * 2 ** (2.0 / 3)] for x in [32, 64, 128, 256, 512]],
        aspect_ratios=[[0.5, 1.0, 2.0]], strides=[8, 16, 32, 64, 128], offset=0.0)

    def made(height, width):
        sizes = [grid(height, width, level) for level in LEVELS]
        return list(zip([b.tensor.numpy() for b in generator([torch.zeros(1, 1, *s) for s in sizes])], sizes))
    write("detectron2.json", "detectron2, DefaultAnchorGenerator as in Base-RetinaNet.yaml",
          {"detectron2": "0.5 (detectron2-cdo)", "torch": version("torch")}, made,
          [c.double().tolist() for c in generator.cell_anchors],
          lambda h, w: list(ImageList.from_tensors([torch.zeros(3, h, w)], 32).tensor.shape[-2:]))


def mmdetection_anchors():
    for name in ("", ".carafe", ".nms", ".roi_align", ".merge_cells", ".modulated_deform_conv", ".deform_conv"):
        stub("mmcv.ops" + name)
    import mmcv.cnn.bricks.transformer as transformer
    transformer.MultiScaleDeformableAttention = getattr(transformer, "MultiScaleDeformableAttention", torch.nn.Module)
    from mmdet.models.data_preprocessors import DetDataPreprocessor
    from mmdet.models.task_modules import AnchorGenerator
    # configs/_base_/models/retinanet_r50_fpn.py
    generator = AnchorGenerator(octave_base_scale=4, scales_per_octave=3, ratios=[0.5, 1.0, 2.0],
                                strides=[8, 16, 32, 64, 128])
    preprocessor = DetDataPreprocessor(pad_size_divisor=32)

    def made(height, width):
        sizes = [grid(height, width, level) for level in LEVELS]
        return list(zip([p.numpy() for p in generator.grid_priors(sizes, device="cpu")], sizes))

    def padded(height, width):
        image = torch.zeros(3, height, width, dtype=torch.uint8)
        return list(preprocessor({"inputs": [image], "data_samples": None})["inputs"].shape[-2:])
    write("mmdetection.json", "mmdetection, AnchorGenerator as in retinanet_r50_fpn",
          {"mmdet": version("mmdet"), "torch": version("torch")}, made,
          [c.double().tolist() for c in generator.base_anchors], padded)


def keras_retinanet_anchors():
    backend = stub("tensorflow.keras.backend", floatx=lambda: "float32")
    keras = stub("tensorflow.keras", backend=backend)
    stub("tensorflow", keras=keras)
    from keras_retinanet.utils.anchors import AnchorParameters, anchors_for_shape, generate_anchors
    default = AnchorParameters.default
    write("keras-retinanet.json", "keras-retinanet, anchors_for_shape with its default parameters",
          {"keras-retinanet": "1.0.0", "numpy": version("numpy")},
          lambda h, w: split(anchors_for_shape((h, w, 3)), h, w),
          [generate_anchors(size, default.ratios, default.scales).tolist() for size in default.sizes])


def detectron_anchors(sources):
    sys.path.insert(0, sources)
    from generate_anchors import generate_anchors

    def cell_anchors(level):
        stride = 2.0**level
        return np.concatenate([
            generate_anchors(stride=stride, sizes=(stride * 2 ** (octave / 3.0) * 4,), aspect_ratios=(ratio,))
            for octave in range(3) for ratio in (0.5, 1.0, 2.0)])

    def made(height, width):
        result = []
        for level in LEVELS:
            rows, columns = grid(height, width, level)
            y, x = (v.ravel() for v in np.meshgrid(np.arange(rows), np.arange(columns), indexing="ij"))
            shifts = np.column_stack((x, y, x, y)).astype(np.float32) * np.float32(2**level)
            boxes = np.zeros((rows * columns, 9, 4), np.float32) + shifts[:, None]
            boxes += cell_anchors(level)[None]
            result.append((boxes.reshape(-1, 4), (rows, columns)))
        return result
    cell = [(cell_anchors(level) - (2**level - 1) / 2).tolist() for level in LEVELS]
    write("detectron.json", "Detectron, generate_anchors of the repository",
          {"Detectron": "60f66a1", "numpy": version("numpy")}, made, cell)


def yhenon_anchors(sources):
    sys.path.insert(0, sources)
    from anchors import Anchors, generate_anchors
    anchors = Anchors()
    write("yhenon.json", "yhenon/pytorch-retinanet, Anchors of the repository",
          {"yhenon/pytorch-retinanet": "5a5c32f", "numpy": version("numpy"), "torch": version("torch")},
          lambda h, w: split(anchors(torch.zeros(1, 3, h, w))[0].numpy(), h, w),
          [generate_anchors(size, anchors.ratios, anchors.scales).tolist() for size in anchors.sizes])


def keras_io_anchors(sources):
    f = np.float32
    shim = types.SimpleNamespace(
        math=types.SimpleNamespace(sqrt=lambda v: np.sqrt(f(v)), ceil=lambda v: int(math.ceil(v))), float32=f,
        reshape=np.reshape, stack=np.stack, meshgrid=np.meshgrid, expand_dims=np.expand_dims, tile=np.tile,
        concat=np.concatenate, range=lambda n, dtype: np.arange(n, dtype=dtype))
    tree = ast.parse(open(os.path.join(sources, "retinanet.py")).read())
    code = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "AnchorBox"]
    scope = {"tf": shim, "np": np}
    exec(compile(ast.Module(code, []), "retinanet.py", "exec"), scope)
    box = scope["AnchorBox"]()
    # As its convert_to_corners.
    corners = lambda b: np.concatenate([b[..., :2] - b[..., 2:] / f(2), b[..., :2] + b[..., 2:] / f(2)], -1)

    def made(height, width):
        boxes = corners(box.get_anchors(height, width))
        assert boxes.dtype == f
        return split(boxes, height, width)
    cell = [np.concatenate([-d / 2, d / 2], -1).reshape(9, 4).astype(np.float64).tolist() for d in box._anchor_dims]
    write("keras-io.json", "the Keras example, its AnchorBox on NumPy",
          {"keras-io": "040e8ba", "numpy": version("numpy")}, made, cell)


if __name__ == "__main__":
    import torch
    folder = sys.argv[1]
    detectron_anchors(folder)
    yhenon_anchors(folder)
    keras_io_anchors(folder)
    keras_retinanet_anchors()
    detectron2_anchors()
    mmdetection_anchors()
    torchvision_anchors()

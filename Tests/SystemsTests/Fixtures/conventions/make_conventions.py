"""Losses and detections of the real systems, for outputs that both sides compute by one formula.

Run in this folder, once for each kind of system (each call writes only its own files):

    pip install torch torchvision mmdet==3.3.0 mmengine mmcv-lite==2.1.0 detectron2-cdo==0.5
    python make_conventions.py torchvision mmdetection detectron2 yhenon
    pip install tensorflow-cpu keras-retinanet==1.0.0
    python make_conventions.py keras-retinanet keras-io

The compiled operators of mmcv and Detectron2 are replaced by stubs, since nothing compared here uses them (suppression is
torchvision's in both). yhenon and keras-io are no packages: their files retinanet/{losses,utils,anchors}.py and
examples/vision/retinanet.py are expected in the folder that the environment variable SOURCES names (of the last the part
before the data set is downloaded is left out). keras-retinanet's compute_overlap is its own Cython.

Written with torch 2.15.0, torchvision 0.29.2, mmdet 3.3.0, detectron2-cdo 0.5, keras-retinanet 1.0.0, tensorflow 2.21.0;
each file names the versions that made it.

What a file holds: for a batch of two images with objects, and for one image without, the two losses ("class" and "box"); and
for the first image of the batch all detections [label, score, xMin, yMin, xMax, yMax], by falling score.
"""
import importlib.machinery, json, os, sys, types
from importlib.metadata import version
import numpy as np

HEIGHT, WIDTH, CLASSES = 102, 128, 3
# [label, xMin, yMin, xMax, yMax]. No object lies within anchors below the threshold: the IoU of all that contain it would be
# equal but for rounding, and the low-quality rules ask for equality.
OBJECTS = [
    [[0, 10.5, 12.25, 60.0, 70.75], [1, 64.25, 20.0, 88.5, 52.25], [2, 80.25, 56.5, 111.0, 87.75], [1, 30.5, 73.5, 80.5, 83.5]],
    [[2, 20.25, 8.5, 100.75, 90.25], [0, 104.5, 8.25, 126.25, 40.75]],
]
GRIDS = [(13, 16), (7, 8), (4, 4), (2, 2), (1, 1)]
ANCHORS = 9 * sum(h * w for h, w in GRIDS)


def uniform(count, salt):
    """count numbers in 0 ..< 1 from their index: a hash of 32 bits."""
    x = (np.arange(count, dtype=np.uint64) * 2654435761 + salt * 40503) & 0xFFFFFFFF
    x = ((x ^ (x >> 16)) * 2246822519) & 0xFFFFFFFF
    x = ((x ^ (x >> 13)) * 3266489917) & 0xFFFFFFFF
    return (x ^ (x >> 16)).astype(np.float64) / 2**32


def outputs(images, salt):
    """Logits [N, anchors, K] and numbers [N, anchors, 4], in float32."""
    logits = -7 + 7.5 * uniform(images * ANCHORS * CLASSES, salt) ** 3
    numbers = 1.6 * uniform(images * ANCHORS * 4, salt + 1) - 0.8
    return (logits.reshape(images, ANCHORS, CLASSES).astype(np.float32),
            numbers.reshape(images, ANCHORS, 4).astype(np.float32))


def write(system, versions, losses, detections):
    rows = [[int(l)] + [float(x) for x in [s, *b]] for l, s, b in detections]
    rows.sort(key=lambda r: -r[1])
    record = dict(system=system, versions=versions, losses=losses, detections=rows)
    with open(f"{system}.json", "w") as file:
        head = json.dumps({k: v for k, v in record.items() if k != "detections"})
        file.write(head[:-1] + ', "detections": [\n' + ",\n".join(json.dumps([r[0]] + [round(x, 6) for x in r[1:]]) for r in rows) + "\n]}\n")
    print(system, losses, len(rows))


def levels(array):
    """[N, anchors, K] by level, [N, h·w·9, K] each."""
    ends = np.cumsum([9 * h * w for h, w in GRIDS])[:-1]
    return np.split(array, ends, axis=1)


def torchvision_system():
    import torch, torchvision
    from torchvision.models.detection import retinanet
    from torchvision.models.detection.image_list import ImageList
    torch.manual_seed(0)
    model = retinanet.RetinaNet(_backbone(torch), CLASSES)
    def run(objects, salt):
        logits, numbers = map(torch.from_numpy, outputs(len(objects), salt))
        images = ImageList(torch.zeros(len(objects), 3, HEIGHT, WIDTH), [(HEIGHT, WIDTH)] * len(objects))
        features = [torch.zeros(len(objects), 256, h, w) for h, w in GRIDS]
        anchors = model.anchor_generator(images, features)
        targets = [dict(boxes=torch.tensor([o[1:] for o in image], dtype=torch.float32).reshape(-1, 4),
                        labels=torch.tensor([o[0] for o in image], dtype=torch.int64)) for image in objects]
        head = dict(cls_logits=logits, bbox_regression=numbers)
        model.train()
        losses = model.compute_loss(targets, head, anchors)
        split = {k: [torch.from_numpy(np.ascontiguousarray(x)) for x in levels(v.numpy())] for k, v in head.items()}
        split_anchors = [list(a.split([9 * h * w for h, w in GRIDS])) for a in anchors]
        found = model.postprocess_detections(split, split_anchors, images.image_sizes)
        return [float(losses["classification"]), float(losses["bbox_regression"])], found[0]
    batch, found = run(OBJECTS, 1)
    empty, _ = run([[]], 5)
    write("torchvision", dict(torch=version("torch"), torchvision=version("torchvision")), dict(batch=batch, empty=empty),
          list(zip(found["labels"].tolist(), found["scores"].tolist(), found["boxes"].tolist())))


def _backbone(torch):
    module = torch.nn.Identity()
    module.out_channels = 256
    return module


def stub(name, attributes=None, path=False):
    class Stub(types.ModuleType):
        def __getattr__(self, key):
            if key.startswith("__"):
                raise AttributeError(key)
            if attributes and key in attributes:
                return attributes[key]
            import torch
            return type(key, (torch.nn.Module,), {})
    module = Stub(name)
    if path:
        module.__path__ = []
    module.__spec__ = importlib.machinery.ModuleSpec(name, None, is_package=path)
    sys.modules[name] = module
    return module


def mmdetection_system():
    import torch, torchvision
    def batched_nms(boxes, scores, classes, nms_cfg, class_agnostic=False):
        keep = torchvision.ops.batched_nms(boxes, scores, classes, nms_cfg["iou_threshold"])
        return torch.cat([boxes[keep], scores[keep, None]], 1), keep
    stub("mmcv.ops", dict(batched_nms=batched_nms), path=True)
    for part in ("carafe", "nms", "roi_align", "merge_cells", "modulated_deform_conv", "deform_conv"):
        stub("mmcv.ops." + part)
    import mmcv.cnn.bricks.transformer as transformer
    if not hasattr(transformer, "MultiScaleDeformableAttention"):
        transformer.MultiScaleDeformableAttention = torch.nn.Module
    from mmengine.config import ConfigDict
    from mmengine.structures import InstanceData
    from mmdet.models.dense_heads import RetinaHead
    from mmdet.utils import register_all_modules
    register_all_modules()
    head = RetinaHead(
        num_classes=CLASSES, in_channels=256,
        anchor_generator=dict(type="AnchorGenerator", octave_base_scale=4, scales_per_octave=3, ratios=[0.5, 1.0, 2.0],
                              strides=[8, 16, 32, 64, 128]),
        bbox_coder=dict(type="DeltaXYWHBBoxCoder", target_means=[0.0] * 4, target_stds=[1.0] * 4),
        loss_cls=dict(type="FocalLoss", use_sigmoid=True, gamma=2.0, alpha=0.25, loss_weight=1.0),
        loss_bbox=dict(type="L1Loss", loss_weight=1.0),
        train_cfg=ConfigDict(assigner=dict(type="MaxIoUAssigner", pos_iou_thr=0.5, neg_iou_thr=0.4, min_pos_iou=0,
                                           ignore_iof_thr=-1),
                             sampler=dict(type="PseudoSampler"), allowed_border=-1, pos_weight=-1, debug=False),
        test_cfg=ConfigDict(nms_pre=1000, min_bbox_size=0, score_thr=0.05, nms=dict(type="nms", iou_threshold=0.5),
                            max_per_img=100))
    def maps(array):
        return [torch.from_numpy(np.ascontiguousarray(
            level.reshape(len(level), h, w, -1).transpose(0, 3, 1, 2))) for level, (h, w) in zip(levels(array), GRIDS)]
    def run(objects, salt):
        logits, numbers = map(maps, outputs(len(objects), salt))
        metas = [dict(img_shape=(HEIGHT, WIDTH), pad_shape=(HEIGHT, WIDTH), batch_input_shape=(HEIGHT, WIDTH),
                      scale_factor=(1.0, 1.0))] * len(objects)
        truth = [InstanceData(bboxes=torch.tensor([o[1:] for o in image], dtype=torch.float32).reshape(-1, 4),
                              labels=torch.tensor([o[0] for o in image], dtype=torch.int64)) for image in objects]
        losses = head.loss_by_feat(logits, numbers, truth, metas)
        found = head.predict_by_feat(logits, numbers, batch_img_metas=metas)
        return [float(sum(losses["loss_cls"])), float(sum(losses["loss_bbox"]))], found[0]
    batch, found = run(OBJECTS, 1)
    empty, _ = run([[]], 5)
    write("mmdetection", dict(torch=version("torch"), mmdet=version("mmdet")), dict(batch=batch, empty=empty),
          list(zip(found.labels.tolist(), found.scores.tolist(), found.bboxes.tolist())))


def detectron2_system():
    stub("detectron2._C")
    import PIL.Image
    if not hasattr(PIL.Image, "LINEAR"):
        PIL.Image.LINEAR = PIL.Image.Resampling.BILINEAR
    import torch
    from detectron2.modeling.anchor_generator import DefaultAnchorGenerator
    from detectron2.modeling.box_regression import Box2BoxTransform
    from detectron2.modeling.matcher import Matcher
    from detectron2.modeling.meta_arch.retinanet import RetinaNet
    from detectron2.structures import Boxes, Instances
    from detectron2.utils.events import EventStorage
    sizes = [[x, x * 2 ** (1.0 / 3), x * 2 ** (2.0 / 3)] for x in [32, 64, 128, 256, 512]]
    anchor_generator = DefaultAnchorGenerator(sizes=sizes, aspect_ratios=[[0.5, 1.0, 2.0]],
                                              strides=[8, 16, 32, 64, 128], offset=0.0)
    backbone = torch.nn.Identity()
    backbone.output_shape = lambda: {}
    def run(objects, salt):
        model = RetinaNet(
            backbone=backbone, head=torch.nn.Identity(), head_in_features=[], anchor_generator=anchor_generator,
            box2box_transform=Box2BoxTransform(weights=(1.0, 1.0, 1.0, 1.0)),
            anchor_matcher=Matcher([0.4, 0.5], [0, -1, 1], allow_low_quality_matches=True), num_classes=CLASSES,
            focal_loss_alpha=0.25, focal_loss_gamma=2.0, smooth_l1_beta=0.0, box_reg_loss_type="smooth_l1",
            test_score_thresh=0.05, test_topk_candidates=1000, test_nms_thresh=0.5, max_detections_per_image=100,
            pixel_mean=[0, 0, 0], pixel_std=[1, 1, 1])
        logits, numbers = (
            [torch.from_numpy(np.ascontiguousarray(x)) for x in levels(a)] for a in outputs(len(objects), salt))
        anchors = anchor_generator([torch.zeros(1, 256, h, w) for h, w in GRIDS])
        truth = []
        for image in objects:
            instances = Instances((HEIGHT, WIDTH))
            instances.gt_boxes = Boxes(torch.tensor([o[1:] for o in image], dtype=torch.float32).reshape(-1, 4))
            instances.gt_classes = torch.tensor([o[0] for o in image], dtype=torch.int64)
            truth.append(instances)
        with EventStorage():
            labels, boxes = model.label_anchors(anchors, truth)
            losses = model.losses(anchors, logits, labels, numbers, boxes)
        found = model.inference_single_image(
            anchors, [x[0].clone() for x in logits], [x[0] for x in numbers], (HEIGHT, WIDTH))
        found.pred_boxes.clip((HEIGHT, WIDTH))
        return [float(losses["loss_cls"]), float(losses["loss_box_reg"])], found
    batch, found = run(OBJECTS, 1)
    empty, _ = run([[]], 5)
    write("detectron2", {"torch": version("torch"), "detectron2-cdo": "0.5"}, dict(batch=batch, empty=empty),
          list(zip(found.pred_classes.tolist(), found.scores.tolist(), found.pred_boxes.tensor.tolist())))


def yhenon_system():
    sys.path.insert(0, os.environ["SOURCES"])
    import torch, torchvision
    from yhenon_losses import FocalLoss
    from yhenon_utils import BBoxTransform, ClipBoxes
    from yhenon_anchors import Anchors
    image = torch.zeros(1, 3, HEIGHT, WIDTH)
    anchors = Anchors()(image)
    assert anchors.shape[1] == ANCHORS, anchors.shape
    logits, numbers = map(torch.from_numpy, outputs(len(OBJECTS), 1))
    most = max(map(len, OBJECTS))
    truth = torch.full((len(OBJECTS), most, 5), -1.0)
    for i, objects in enumerate(OBJECTS):
        for j, o in enumerate(objects):
            truth[i, j] = torch.tensor(o[1:] + o[:1])
    losses = [float(x) for x in FocalLoss()(logits.sigmoid(), numbers, anchors, truth)]
    boxes = ClipBoxes()(BBoxTransform()(anchors, numbers[:1]), image)[0]
    found = []
    for label in range(CLASSES):
        scores = logits[0, :, label].sigmoid()
        over = scores > 0.05
        keep = torchvision.ops.nms(boxes[over], scores[over], 0.5)
        found += [(label, float(scores[over][k]), boxes[over][k].tolist()) for k in keep]
    # An image without objects is an error there: list.append() takes no keyword arguments.
    write("yhenon", dict(torch=version("torch"), commit="3eea11e"), dict(batch=losses, empty=None), found)


def keras_retinanet_system():
    import tensorflow as tf
    from keras_retinanet import losses as L
    from keras_retinanet.utils import anchors as A
    anchors = A.anchors_for_shape((HEIGHT, WIDTH, 3))
    assert len(anchors) == ANCHORS
    def run(objects, salt):
        logits, numbers = outputs(len(objects), salt)
        truth = [dict(bboxes=np.array([o[1:] for o in image], dtype=np.float64).reshape(-1, 4),
                      labels=np.array([o[0] for o in image], dtype=np.float64)) for image in objects]
        images = [np.zeros((HEIGHT, WIDTH, 3))] * len(objects)
        regression, labels = A.anchor_targets_bbox(anchors, images, truth, CLASSES)
        scores = tf.sigmoid(tf.constant(logits))
        focal = L.focal()(tf.constant(labels), scores)
        box = L.smooth_l1()(tf.constant(regression), tf.constant(numbers))
        deltas = numbers[0] * 0.2
        w, h = anchors[:, 2] - anchors[:, 0], anchors[:, 3] - anchors[:, 1]
        boxes = anchors + deltas * np.stack([w, h, w, h], 1)
        boxes[:, 0::2] = np.clip(boxes[:, 0::2], 0, WIDTH - 1)
        boxes[:, 1::2] = np.clip(boxes[:, 1::2], 0, HEIGHT - 1)
        found = []
        for label in range(CLASSES):
            s = scores[0, :, label].numpy()
            over = np.flatnonzero(s > 0.05)
            keep = tf.image.non_max_suppression(boxes[over].astype(np.float32), s[over], 300, 0.5).numpy()
            found += [(label, float(s[over][k]), boxes[over][k].tolist()) for k in keep]
        found.sort(key=lambda d: -d[1])
        return [float(focal), float(box)], found[:300]
    batch, found = run(OBJECTS, 1)
    empty, _ = run([[]], 5)
    # Decoding, clipping and the per-class suppression are layers of a Keras model there; the same three lines in NumPy.
    write("keras-retinanet", {"tensorflow": version("tensorflow"), "keras-retinanet": "1.0.0"},
          dict(batch=batch, empty=empty), found)


def keras_io_system():
    import tensorflow as tf
    source = open(os.path.join(os.environ["SOURCES"], "keras_io_retinanet.py")).read()
    def block(start, end):
        return source[source.index(start):source.index(end)]
    scope = dict(tf=tf, keras=tf.keras, np=np)
    for start, end in (("def swap_xy", "def visualize_detections"), ("class AnchorBox", "\"\"\"\n## Preprocessing data"),
                       ("class LabelEncoder", "\"\"\"\n## Building the ResNet50 backbone"),
                       ("class DecodePredictions", "\"\"\"\n## Implementing Smooth L1 loss"),
                       ("class RetinaNetBoxLoss", "\"\"\"\n## Setting up training parameters")):
        # Keras 3 has no reduction "auto"; "none" leaves the losses of the images, whose mean "auto" took.
        exec(block(start, end).replace('reduction="auto"', 'reduction="none"'), scope)
    encoder = scope["LabelEncoder"]()
    def run(objects, salt):
        logits, numbers = outputs(len(objects), salt)
        parts = []
        for i, image in enumerate(objects):
            boxes = np.array([o[1:] for o in image], dtype=np.float32).reshape(-1, 4)
            xywh = scope["convert_to_xywh"](tf.constant(boxes))
            if len(image):
                shape = tf.constant([1, HEIGHT, WIDTH, 3], dtype=tf.float32)
                label = encoder._encode_sample(shape, xywh, tf.constant([o[0] for o in image]))
            else:
                label = tf.concat([tf.zeros((ANCHORS, 4)), -tf.ones((ANCHORS, 1))], 1)
            truth, predicted = label[None], tf.constant(np.concatenate([numbers[i], logits[i]], 1))[None]
            loss = scope["RetinaNetLoss"](CLASSES)
            # The wrapper adds both; each by itself, with the other's prediction made right.
            total = float(np.mean(loss.call(truth, predicted)))
            right = tf.concat([truth[:, :, :4], predicted[:, :, 4:]], 2)
            focal = float(np.mean(loss.call(truth, right)))
            parts.append([focal, total - focal])
        prediction = tf.constant(np.concatenate([numbers[:1], logits[:1]], 2))
        found = scope["DecodePredictions"](CLASSES).call(tf.zeros((1, HEIGHT, WIDTH, 3)), prediction)
        count = int(found.valid_detections[0])
        rows = list(zip(found.nmsed_classes[0, :count].numpy().astype(int).tolist(),
                        found.nmsed_scores[0, :count].numpy().tolist(), found.nmsed_boxes[0, :count].numpy().tolist()))
        return np.mean(parts, 0).tolist(), rows
    batch, found = run(OBJECTS, 1)
    empty, _ = run([[]], 5)
    write("keras-io", dict(tensorflow=version("tensorflow"), commit="040e8ba"), dict(batch=batch, empty=empty), found)


if __name__ == "__main__":
    systems = {"torchvision": torchvision_system, "mmdetection": mmdetection_system, "detectron2": detectron2_system,
               "yhenon": yhenon_system, "keras-retinanet": keras_retinanet_system, "keras-io": keras_io_system}
    for name in sys.argv[1:]:
        systems[name]()

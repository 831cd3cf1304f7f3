"""Writes backbones.json: what torchvision's RetinaNet says on other backbones than ResNet-50, by resnet50.py's formula.

    python backbones.py           (torch and torchvision are all it needs; the JSON names the versions that made it)

For each backbone: how many numbers its state dict has, and a digest of all names and shapes; of three also some of the
logits and deltas of one picture.
"""

import hashlib
import json
import sys
from pathlib import Path

import torch
import torchvision
from resnet50 import CLASSES, numbers, outputs
from torchvision.models.detection import RetinaNet
from torchvision.models.detection._utils import overwrite_eps
from torchvision.models.detection.backbone_utils import _resnet_fpn_extractor
from torchvision.ops import FrozenBatchNorm2d
from torchvision.ops.feature_pyramid_network import LastLevelP6P7

SIZES = {
    "resnet18": (97, 131),
    "resnet34": None,
    "resnet101": (64, 96),
    "resnext50_32x4d": None,
    "resnext101_32x8d": (97, 70),
}


def model(name):
    backbone = getattr(torchvision.models, name)(weights=None, norm_layer=FrozenBatchNorm2d)
    backbone = _resnet_fpn_extractor(backbone, 3, returned_layers=[2, 3, 4], extra_blocks=LastLevelP6P7(256, 256))
    result = RetinaNet(backbone, CLASSES)
    overwrite_eps(result, 0.0)
    state = {n: torch.from_numpy(numbers(n, tuple(v.shape))) for n, v in result.state_dict().items()}
    result.load_state_dict(state)
    return result.eval()


@torch.no_grad()
def main():
    result = {"versions": {"torch": torch.__version__, "torchvision": torchvision.__version__}, "classes": CLASSES}
    result["backbones"] = {}
    for name, size in SIZES.items():
        net = model(name)
        state = net.state_dict()
        lines = sorted(f"{n} {list(v.shape)}\n" for n, v in state.items())
        result["backbones"][name] = {
            "count": sum(v.numel() for v in state.values()),
            "digest": hashlib.sha256("".join(lines).encode()).hexdigest(),
        }
        if size:
            o = result["backbones"][name]["outputs"] = outputs(net, *size, samples=80)
            print(name, o["featureLargest"], o["logitsLargest"], o["deltasLargest"])
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(result) + "\n")
    print(path, path.stat().st_size, file=sys.stderr)


main()

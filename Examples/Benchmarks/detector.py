"""torchvision's RetinaNet class on the architecture of `RetinaNet.Configuration.small`, and its batches."""
import torch
from torch import nn
from torchvision.models.detection import RetinaNet
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.retinanet import RetinaNetHead
from torchvision.ops.feature_pyramid_network import FeaturePyramidNetwork, LastLevelP6P7


class Block(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.first = nn.Conv2d(inputs, outputs, 3, 2, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.second = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1, 2, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.bn2(self.second(self.relu(self.bn1(self.first(x)))))
        return self.relu(y + self.bn3(self.shortcut(x)))


class Backbone(nn.Module):
    out_channels = 64

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        widths = [16, 32, 64, 128, 128]
        self.stages = nn.ModuleList(Block(a, b) for a, b in zip(widths, widths[1:]))
        self.fpn = FeaturePyramidNetwork([64, 128, 128], 64, LastLevelP6P7(64, 64))

    def forward(self, x):
        x = self.stem(x)
        levels = {}
        for index, stage in enumerate(self.stages):
            x = stage(x)
            if index > 0:
                levels[str(index)] = x
        return self.fpn(levels)


def small(size):
    sizes = tuple(tuple(base * 2 ** (k / 3) for k in range(3)) for base in (16, 32, 64, 128, 256))
    head = RetinaNetHead(64, 9, 3, norm_layer=lambda channels: nn.GroupNorm(8, channels))
    net = RetinaNet(
        Backbone(), 3, min_size=size, max_size=size, anchor_generator=AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * 5),
        head=head)
    assert sum(p.numel() for p in net.parameters()) == 1_152_527
    return net.to(memory_format=torch.channels_last)


def batch(images, size):
    """Random pictures with one to five objects each: speed does not depend on what they show."""
    generator = torch.Generator().manual_seed(0)
    pictures = [torch.rand(3, size, size, generator=generator) for _ in range(images)]
    targets = []
    for _ in range(images):
        count = int(torch.randint(1, 6, (1,), generator=generator))
        extent = 12 * 6 ** torch.rand(count, 2, generator=generator)
        corner = torch.rand(count, 2, generator=generator) * (size - 1 - extent)
        targets.append({
            "boxes": torch.cat([corner, corner + extent], 1),
            "labels": torch.randint(0, 3, (count,), generator=generator)})
    return pictures, targets

"""The data of `retinanet bench`, bit for bit the same (Sources/retinanet/Bench/Workload.swift)."""
import math

import numpy


def units(seed, count, first=0):
    """Numbers first ..< first + count of a seed, each in 0 ..< 1: SplitMix64."""
    with numpy.errstate(over="ignore"):
        index = numpy.arange(first + 1, first + count + 1, dtype=numpy.uint64)
        z = numpy.uint64(seed) + index * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        z = z ^ (z >> numpy.uint64(31))
    return (z >> numpy.uint64(11)).astype(numpy.float64) * 2.0**-53


class Numbers:
    """The same numbers, one after the other."""

    def __init__(self, seed):
        self.seed, self.used, self.buffer = seed, 0, iter(())

    def unit(self):
        for number in self.buffer:
            return number
        self.buffer = iter(units(self.seed, 65536, self.used).tolist())
        self.used += 65536
        return next(self.buffer)

    def box(self, height, width):
        size = 16 * math.exp(math.log(32) * self.unit())
        aspect = math.exp(self.unit() - 0.5)
        w, h = min(size * aspect, width), min(size / aspect, height)
        x = self.unit() * (width - w)
        y = self.unit() * (height - h)
        return [math.floor(edge * 64) / 64 for edge in (x, y, x + w, y + h)]


def objects(count, height=800, width=1344):
    numbers = Numbers(1)
    return [(numbers.box(height, width), int(80 * numbers.unit())) for _ in range(count)]


def detections(count):
    numbers = Numbers(2)
    return [
        (numbers.box(800, 1344), int(80 * numbers.unit()), math.floor(numbers.unit() * 2**24) * 2.0**-24)
        for _ in range(count)
    ]


def logits(anchors=100_000, classes=80):
    values = (-8 + 10 * units(3, anchors * classes)).astype(numpy.float32).reshape(anchors, classes)
    labels = [index % classes if index % 100 == 7 else -1 for index in range(anchors)]
    return values, labels


def images(count=1_000):
    """For each image its objects (box, label) and its detections (box, label, score)."""
    numbers = Numbers(4)
    for _ in range(count):
        found, there = [], []
        for _ in range(1 + int(14 * numbers.unit())):
            box = numbers.box(480, 640)
            label = int(80 * numbers.unit())
            there.append((box, label))
            for _ in range(5):
                x = 0.3 * (numbers.unit() - 0.5) * (box[2] - box[0])
                y = 0.3 * (numbers.unit() - 0.5) * (box[3] - box[1])
                other = int(400 * numbers.unit())
                moved = [box[0] + x, box[1] + y, box[2] + x, box[3] + y]
                found.append((moved, other if other < 80 else label, numbers.unit()))
        for _ in range(45):
            box = numbers.box(480, 640)
            found.append((box, int(80 * numbers.unit()), 0.5 * numbers.unit()))
        yield there, found


def picture(size):
    """Random bytes, [size, size, 3]."""
    return (256 * units(5, size * size * 3)).astype(numpy.uint8).reshape(size, size, 3)


def weights(name, shape):
    """A tensor's numbers by the formula of PortableWeights.swift, the last layer's as Workload.resNet50() has them."""
    def around(center, reach):
        return center - reach, center + reach
    if len(shape) == 4:
        bound = math.sqrt(6 / (shape[1] * shape[2] * shape[3]))
        gain = 0.5 if "cls_logits" in name or "fpn" in name else 0.1 if "bbox_reg" in name else 1
        low, high = around(0, gain * bound)
    elif name.endswith("cls_logits.bias"):
        low, high = around(-8, 0.5)
    elif name.endswith("running_var"):
        low, high = around(1, 0.25)
    elif name.endswith("bn3.weight"):
        low, high = around(0.3, 0.1)
    else:
        low, high = around(1, 0.25) if name.endswith(".weight") else around(0, 0.1)
    mask, key = 0xFFFFFFFF, 0x811C9DC5
    for byte in name.encode():
        key = (key ^ byte) * 0x01000193 & mask
    x = numpy.arange(math.prod(shape), dtype=numpy.uint32) * numpy.uint32(0x9E3779B1) + numpy.uint32(key)
    x = (x ^ (x >> numpy.uint32(16))) * numpy.uint32(0x85EBCA6B)
    x = (x ^ (x >> numpy.uint32(13))) * numpy.uint32(0xC2B2AE35)
    x = x ^ (x >> numpy.uint32(16))
    fraction = (x >> numpy.uint32(8)).astype(numpy.float64) / 16777216
    numbers = (low + (high - low) * fraction).astype(numpy.float32).reshape(shape)
    return numbers * numpy.float32(0.375) if name.endswith("cls_logits.weight") else numbers

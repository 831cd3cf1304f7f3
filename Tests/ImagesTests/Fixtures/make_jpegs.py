"""JPEG files of many kinds and what Pillow reads in them. Run in this folder: python make_jpegs.py

Written with Pillow 13.0.0 (libjpeg-turbo 3.2.0) and simplejpeg 1.9.0; jpegs.json names the versions that made it.
Pillow writes 4:4:4, 4:2:2, 4:2:0, gray, RGB, progressive files and restart markers; simplejpeg 4:4:0 and 4:1:1. Other
sampling factors, extended sequential files, quantization steps of 16 bits and scans of one component each are packed here
from random coefficients. What each file holds is Pillow's Image.convert("RGB"), after ImageOps.exif_transpose, as a PNG.

For a comparison by hand, python make_jpegs.py FOLDER COUNT SEED writes COUNT files NNNN.jpg and their pixels NNNN.rgb.
"""
import base64, io, json, math, os, random, struct, sys
import numpy, PIL, simplejpeg
from PIL import Image, ImageOps, features

# Annex K of T.81: how many codes there are of each length, and what they stand for.
DC = [
    ([0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], list(range(12))),
    ([0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0], list(range(12))),
]
AC = [
    (
        [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 125],
        bytes.fromhex(
            "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728292a34353637"
            "38393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3"
            "a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa"
        ),
    ),
]


def balanced(rng):
    """A code of all symbols in random order, of 7 and 8 bits."""
    symbols = [s for s in range(256) if s & 15 <= 10]
    rng.shuffle(symbols)
    return [0] * 6 + [40, len(symbols) - 40] + [0] * 8, bytes(symbols)


def codes(table):
    counts, symbols = table
    result, code, place = {}, 0, 0
    for length in range(1, 17):
        for _ in range(counts[length - 1]):
            result[symbols[place]] = (code, length)
            code, place = code + 1, place + 1
        code <<= 1
    return result


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + bytes(data)


class Bits:
    def __init__(self):
        self.text = []

    def put(self, value, length):
        if length:
            self.text.append(format(value, f"0{length}b"))

    def bytes(self):
        text = "".join(self.text)
        text += "1" * (-len(text) % 8)
        return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8)).replace(b"\xff", b"\xff\x00")


def put_block(bits, rng, dc, ac, difference, step):
    def number(value):
        size = abs(value).bit_length()
        return size, value if value > 0 else value + (1 << size) - 1

    size, value = number(difference)
    bits.put(*dc[size])
    bits.put(value, size)
    k = 1
    for _ in range(rng.choice([0, 0, 1, 2, 4, 9])):
        run = rng.choice([0, 0, 1, 2, 5, 15, 17, 30])
        if k + run > 63:
            break
        while run > 15:
            bits.put(*ac[0xF0])
            run, k = run - 16, k + 16
        value = rng.choice([-1, 1]) * rng.randint(1, max(1, 60 // step))
        size, low = number(value)
        bits.put(*ac[run << 4 | size])
        bits.put(low, size)
        k += run + 1
    if k <= 63:
        bits.put(*ac[0])


def packed(rng, factors, extended, interleaved, restart, size):
    """A file of random coefficients with the given sampling factors of its components."""
    width, height = size
    most_h, most_v = max(h for h, _ in factors), max(v for _, v in factors)
    out = b"\xff\xd8" + segment(0xFE, b"packed")
    wide = extended and rng.random() < 0.5
    steps = [rng.randint(1, 20) for _ in range(64)]
    table = struct.pack(">64H", *steps) if wide else bytes(steps)
    out += segment(0xDB, bytes([0x10 if wide else 0]) + table)
    parts = [x for i, (h, v) in enumerate(factors) for x in (i + 1, h << 4 | v, 0)]
    out += segment(0xC1 if extended else 0xC0, struct.pack(">BHHB", 8, height, width, len(factors)) + bytes(parts))
    dc_tables = [rng.choice(DC) for _ in range(4 if extended else 2)]
    ac_tables = [AC[0] if rng.random() < 0.5 else balanced(rng) for _ in dc_tables]
    for i, (dc, ac) in enumerate(zip(dc_tables, ac_tables)):
        out += segment(0xC4, bytes([i]) + bytes(dc[0]) + bytes(dc[1]) + bytes([16 + i]) + bytes(ac[0]) + bytes(ac[1]))
    if restart:
        out += segment(0xDD, struct.pack(">H", restart))
    for scan in [list(range(len(factors)))] if interleaved else [[i] for i in range(len(factors))]:
        chosen = [rng.randrange(len(dc_tables)) for _ in scan]
        head = [x for i, t in zip(scan, chosen) for x in (i + 1, t << 4 | t)]
        out += segment(0xDA, bytes([len(scan)] + head + [0, 63, 0]))
        if len(scan) == 1:
            h, v = factors[scan[0]]
            columns = math.ceil(math.ceil(width * h / most_h) / 8)
            rows = math.ceil(math.ceil(height * v / most_v) / 8)
        else:
            columns, rows = math.ceil(width / 8 / most_h), math.ceil(height / 8 / most_v)
        bits, last = Bits(), [0] * len(scan)
        for unit in range(rows * columns):
            if restart and unit and unit % restart == 0:
                out += bits.bytes() + bytes([0xFF, 0xD0 + (unit // restart - 1) % 8])
                bits, last = Bits(), [0] * len(scan)
            for j, i in enumerate(scan):
                for _ in range(factors[i][0] * factors[i][1] if len(scan) > 1 else 1):
                    value = rng.randint(-500 // steps[0], 500 // steps[0])
                    put_block(bits, rng, codes(dc_tables[chosen[j]]), codes(ac_tables[chosen[j]]), value - last[j], 20)
                    last[j] = value
        out += bits.bytes()
    return out + b"\xff\xd9"


def scene(rng, size, gray=False):
    """Waves, edges and noise."""
    width, height = size
    y, x = numpy.mgrid[0:height, 0:width]
    planes = []
    for _ in range(1 if gray else 3):
        a, b, c = (rng.uniform(-0.6, 0.6) for _ in range(3))
        plane = 128 + 90 * numpy.sin(a * x + b * y + 9 * c) + rng.choice([0, 0, 40]) * (x > rng.randrange(width))
        plane = plane + numpy.array([rng.gauss(0, 12) for _ in range(width * height)]).reshape(height, width)
        planes.append(numpy.clip(plane, 0, 255).astype(numpy.uint8))
    return planes[0] if gray else numpy.ascontiguousarray(numpy.stack(planes, 2))


def saved(array, **options):
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, "JPEG", **options)
    return buffer.getvalue()


def exif(orientation, big):
    head = b"MM\x00\x2a" if big else b"II\x2a\x00"
    end = ">" if big else "<"
    entries = [(0x010E, 2, 4, b"abc\x00"), (0x0112, 3, 1, struct.pack(end + "H", orientation) + b"\x00\x00")]
    data = struct.pack(end + "IH", 8, len(entries))
    data += b"".join(struct.pack(end + "HHI", *entry[:3]) + entry[3] for entry in entries) + bytes(4)
    return b"Exif\x00\x00" + head + data


def kinds(rng):
    """Titles, and what makes a file of each."""
    def size():
        return rng.choice([1, 2, 3, 5, 8, 9, 15, 16, 17, 24, 31, 33]), rng.choice([1, 2, 4, 7, 8, 13, 16, 18, 25, 32])

    def quality():
        return rng.choice([30, 75, 90, 100])

    for progressive in [False, True]:
        for sampling, name in enumerate(["4:4:4", "4:2:2", "4:2:0"]):
            for restart in [0, rng.randint(1, 3)]:
                title = f"{name}{', progressive' * progressive}{', restart markers' * (restart > 0)}"
                yield title, lambda p=progressive, s=sampling, r=restart: saved(
                    scene(rng, size()), quality=quality(), subsampling=s, progressive=p, restart_marker_blocks=r)
        title = "gray" + ", progressive" * progressive
        yield title, lambda p=progressive: saved(scene(rng, size(), gray=True), quality=quality(), progressive=p)
        title = "RGB by Adobe's marker" + ", progressive" * progressive
        yield title, lambda p=progressive: saved(scene(rng, size()), quality=quality(), keep_rgb=True, progressive=p)
    for name in ["440", "411"]:
        yield ":".join(name), lambda n=name: simplejpeg.encode_jpeg(scene(rng, size()), quality(), "RGB", n)
    for orientation in range(1, 9):
        yield f"orientation {orientation}", lambda o=orientation: saved(
            scene(rng, size()), quality=90, exif=exif(o, rng.random() < 0.5))
    shapes = [
        [(2, 2), (2, 1), (1, 2)], [(1, 1), (1, 1), (1, 1)], [(4, 2), (1, 1), (1, 1)], [(1, 4), (1, 2), (1, 1)],
        [(2, 2), (1, 1), (2, 2)], [(1, 2), (1, 1), (1, 1)], [(1, 1), (2, 2), (1, 2)], [(4, 1), (2, 1), (1, 1)],
        [(2, 2)], [(3, 1), (1, 1), (3, 1)], [(1, 2), (1, 1), (1, 2)],
    ]
    for shape in shapes:
        for interleaved in [True, False]:
            extended, restart = rng.random() < 0.5, rng.choice([0, 0, 1, 5])
            title = "packed " + " ".join(f"{h}×{v}" for h, v in shape) + ", extended" * extended
            title += ", one scan each" * (not interleaved) + ", restart markers" * (restart > 0)
            yield title, lambda s=shape, e=extended, i=interleaved, r=restart: packed(rng, s, e, i, r, size())


def pixels(data):
    image = Image.open(io.BytesIO(data))
    image.load()
    return ImageOps.exif_transpose(image).convert("RGB")


if len(sys.argv) > 1:
    folder, count, rng = sys.argv[1], int(sys.argv[2]), random.Random(int(sys.argv[3]))
    os.makedirs(folder, exist_ok=True)
    done = 0
    while done < count:
        for title, make in kinds(rng):
            data = make()
            with open(f"{folder}/{done:05}.jpg", "wb") as file:
                file.write(data)
            with open(f"{folder}/{done:05}.rgb", "wb") as file:
                file.write(pixels(data).tobytes())
            with open(f"{folder}/{done:05}.txt", "w") as file:
                file.write(title)
            done += 1
else:
    rng = random.Random(8)
    files = []
    for title, make in kinds(rng):
        data, buffer = make(), io.BytesIO()
        pixels(data).save(buffer, "PNG", optimize=True)
        files.append({
            "title": title, "jpeg": base64.b64encode(data).decode(), "png": base64.b64encode(buffer.getvalue()).decode()
        })
    versions = {
        "Pillow": PIL.__version__, "libjpeg-turbo": features.version("libjpeg_turbo"),
        "simplejpeg": simplejpeg.__version__,
    }
    with open("jpegs.json", "w") as file:
        json.dump({"versions": versions, "files": files}, file, separators=(",", ":"))

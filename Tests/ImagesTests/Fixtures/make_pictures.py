"""Picture files of every kind and what Pillow reads in them. Run in this folder: python make_pictures.py

Written with Pillow 13.0.0; pictures.json names the version that made it.
Pillow writes neither interlaced files nor every depth: those are packed here from random samples, each row with a random
filter, and only read by Pillow. `rgba` is Image.convert("RGBA"), red, green, blue and alpha of each pixel, row by row;
`gray16` the samples themselves where Pillow keeps 16 bits.
"""
import base64, io, json, random, struct, zlib
import PIL
from PIL import Image

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def filtered(kind, row, above, step):
    out = bytearray([kind])
    for i, value in enumerate(row):
        a, b, c = row[i - step] if i >= step else 0, above[i], above[i - step] if i >= step else 0
        paeth = min((abs(b - c), 0, a), (abs(a - c), 1, b), (abs(a + b - 2 * c), 2, c))[2]
        out.append((value - [0, a, b, (a + b) // 2, paeth][kind]) & 255)
    return bytes(out)


def png(rng, color_type, depth, interlaced, width, height, transparency):
    channels = CHANNELS[color_type]
    pixels = [[[rng.randrange(2**depth) for _ in range(channels)] for _ in range(width)] for _ in range(height)]
    data = b""
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        above = None
        for y in range(y0, height, dy):
            samples = [s for x in range(x0, width, dx) for s in pixels[y][x]]
            if not samples:
                continue
            bits = "".join(format(s, f"0{depth}b") for s in samples)
            bits += "0" * (-len(bits) % 8)
            row = bytes(int(bits[i : i + 8], 2) for i in range(0, len(bits), 8))
            above = above or bytes(len(row))
            data += filtered(rng.randrange(5), row, above, max(1, channels * depth // 8))
            above = row

    def chunk(name, content):
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    out = b"\x89PNG\r\n\x1a\n"
    out += chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, color_type, 0, 0, int(interlaced)))
    if color_type == 3:
        out += chunk(b"PLTE", bytes(rng.randrange(256) for _ in range(3 * 2**depth)))
    if transparency:
        if color_type == 3:
            out += chunk(b"tRNS", bytes(rng.randrange(256) for _ in range(2**depth - 1)))
        else:
            out += chunk(b"tRNS", b"".join(struct.pack(">H", s) for s in pixels[1][2]))
    return out + chunk(b"IDAT", zlib.compress(data, 9)) + chunk(b"IEND", b"")


def ppm(rng, most, width, height):
    values = [rng.randrange(most + 1) for _ in range(width * height * 3)]
    samples = b"".join(struct.pack(">H" if most > 255 else ">B", v) for v in values)
    return f"P6\n# {most}\n{width} {height}\n{most}\n".encode() + samples


def entry(title, depth, data):
    image = Image.open(io.BytesIO(data))
    image.load()
    if title.startswith("color type 0") and depth in (2, 4) and "transparency" in image.info:
        # Pillow spreads the pixels over 0…255 and not the gray that is transparent, which then is another one.
        image.info["transparency"] *= 255 // (2**depth - 1)
    result = {"title": title, "depth": depth, "width": image.width, "height": image.height}
    if image.mode.startswith("I"):
        result["gray16"] = list(image.get_flattened_data())
    else:
        result["rgba"] = list(image.convert("RGBA").tobytes())
    return result | {"base64": base64.b64encode(data).decode()}


rng = random.Random(3)
files = []
for color_type, depths in [(0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16])]:
    for depth in depths:
        for interlaced in [False, True]:
            for transparency in [False, True] if color_type in (0, 2, 3) and depth <= 8 else [False]:
                title = f"color type {color_type}, {depth} bits"
                title += ", interlaced" * interlaced + ", tRNS" * transparency
                size = rng.randrange(3, 11), rng.randrange(2, 11)
                files.append(entry(title, depth, png(rng, color_type, depth, interlaced, *size, transparency)))
for mode in ["1", "L", "LA", "RGB", "RGBA", "I;16", "P"]:
    for bits in [1, 2, 4, 8] if mode == "P" else [None]:
        size = (9, 7)
        if mode == "P":
            image = Image.new("P", size)
            image.putpalette([rng.randrange(256) for _ in range(3 * 2**bits)])
            image.putdata([rng.randrange(2**bits) for _ in range(63)])
        else:
            count = {"1": 2 * 7, "L": 63, "LA": 126, "RGB": 189, "RGBA": 252, "I;16": 126}[mode]
            image = Image.frombytes(mode, size, rng.randbytes(count))
        buffer = io.BytesIO()
        image.save(buffer, "PNG", **({"bits": bits} if bits else {}))
        title = f"Pillow's {mode}" + (f", {bits} bits" if bits else "")
        files.append(entry(title, 16 if mode == "I;16" else 8, buffer.getvalue()))
for most in [1, 15, 255, 256, 1000, 65535]:
    files.append(entry(f"PPM up to {most}", 16 if most != 255 else 8, ppm(rng, most, 5, 4)))
with open("pictures.json", "w") as file:
    json.dump({"versions": {"Pillow": PIL.__version__}, "files": files}, file, separators=(",", ":"))

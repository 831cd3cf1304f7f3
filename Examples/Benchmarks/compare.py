"""Runs `retinanet bench` and the peer's side in turn, and prints the ratios as a Markdown table.

    python3 Examples/Benchmarks/compare.py [step infer focal match nms coco r50 read] [--rounds 3] [--threads N]
        [--seconds 3] [--runtimes] [--busy]

The first run makes a virtual environment outside the repository and installs torch, torchvision and pycocotools there
from the package index; --python names an interpreter that has them already. Every piece of work runs in a process of its
own, first by one side, then by the other, and again as often as --rounds says, so that a machine that gets slower does so
for both. The table has the median of the rounds' medians. Other programs should rest meanwhile. With --runtimes the
networks of infer and r50 are also run by ONNX Runtime and OpenVINO, in a second table. With --busy another process keeps
one core busy all the while, as on a machine that is not one's own.
"""
import argparse
import contextlib
import json
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ENVIRONMENT = pathlib.Path.home() / ".cache" / "retinakit-benchmarks"
PACKAGES = ["torch", "torchvision", "pycocotools"]
RUNTIME_PACKAGES = ["onnx", "onnxruntime", "openvino"]


def environment(packages):
    """The Python of the virtual environment, which is made, and given what it lacks, if need be."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        print(f"Making {ENVIRONMENT} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
    found = subprocess.run([python, "-c", "import " + ", ".join(packages)], stderr=subprocess.DEVNULL)
    if found.returncode != 0:
        print(f"Installing {', '.join(packages)} in {ENVIRONMENT} …", file=sys.stderr)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def run(command):
    return json.loads(subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout)


def processor():
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def middle(entries, key):
    return statistics.median(entry[key] for entry in entries)


def rate(images, seconds):
    return f"{images / seconds:.{0 if images >= 10 * seconds else 2}f} images/s"


def amount(seconds):
    return f"{seconds * 1e3:.3g} ms" if seconds < 1 else f"{seconds:.2f} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", nargs="*", default=["step", "infer", "focal", "match", "nms", "coco", "r50", "read"])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--size", type=int, help="of the pictures: by default 128 for step and infer, 800 for r50")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--python", help="an interpreter that has the packages")
    parser.add_argument("--runtimes", action="store_true", help="measure ONNX Runtime and OpenVINO, too")
    parser.add_argument("--busy", action="store_true", help="beside a process that keeps one core busy")
    options = parser.parse_args()
    python = options.python or environment(PACKAGES + (RUNTIME_PACKAGES if options.runtimes else []))
    subprocess.run(["swift", "build", "-c", "release", "--product", "retinanet"], check=True, cwd=ROOT, stdout=sys.stderr)
    folder = subprocess.run(
        ["swift", "build", "-c", "release", "--show-bin-path"], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    ours = [str(pathlib.Path(folder.stdout.strip()) / "retinanet"), "bench", "--json"]
    theirs = [str(python), str(HERE / "peer.py")]
    settings = ["--seconds", str(options.seconds), "--batch", str(options.batch)]
    if options.size:
        settings += ["--size", str(options.size)]
    if options.threads:
        settings += ["--threads", str(options.threads)]

    scratch = tempfile.TemporaryDirectory()
    files = []
    if "read" in options.work:
        subprocess.run([str(python), str(HERE / "files.py"), scratch.name], check=True)
        files = sorted(pathlib.Path(scratch.name).iterdir())
    works = [
        [work] + more for work in options.work
        for more in ([["--file", str(file)] for file in files] if work == "read" else [[]])]

    with other_process() if options.busy else contextlib.nullcontext():
        measure(options, works, ours, theirs, python, settings)


@contextlib.contextmanager
def other_process():
    """A process in a session of its own, so that the system shares the cores between it and what is measured."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"], start_new_session=True)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def measure(options, works, ours, theirs, python, settings):
    times, deployed, versions, limits = {}, {}, "", None
    for number in range(options.rounds):
        for words in works:
            work = words[0]
            for side, command in ((0, ours), (1, theirs)):
                print(f"round {number + 1} of {options.rounds}: {work} by {('this', 'the peer')[side]}", file=sys.stderr)
                report = run(command + words + settings)
                if side == 0:
                    limits = report["limits"]
                else:
                    versions = f"torch {report['torch']}, torchvision {report['torchvision']}"
                for entry in report["measurements"]:
                    times.setdefault(entry["name"], ([], []))[side].append(entry)
            if options.runtimes and work in ("infer", "r50"):
                print(f"round {number + 1} of {options.rounds}: {work} by the runtimes", file=sys.stderr)
                report = run([str(python), str(HERE / "runtimes.py"), work] + settings)
                runtimes = f"ONNX Runtime {report['onnxruntime']}, OpenVINO {report['openvino']}"
                for entry in report["measurements"]:
                    deployed.setdefault(entry["name"], {}).setdefault(entry["runtime"], []).append(entry)

    print(f"{processor()}, vectors of {limits['lanes']} floats, {limits['threads']} threads, {time.strftime('%Y-%m-%d')}"
          + (", one core kept busy by another process." if options.busy else "."))
    print(f"Peer: {versions}.")
    print(f"Peak {limits['operationsPerSecond'] * 1e-9:.0f} GFLOP/s, copying {limits['bytesPerSecond'] * 1e-9:.1f} GB/s.\n")
    print("| work | here | peer | ratio | here, of the limit | memory here / peer | result here / peer |")
    print("|---|---|---|---|---|---|---|")
    for name, (mine, peers) in times.items():
        if not mine or not peers:
            continue
        here, there = middle(mine, "median"), middle(peers, "median")
        images = mine[0].get("images")
        texts = [rate(images, t) if images else amount(t) for t in (here, there)]
        share = ""
        if "shareOfPeak" in mine[0]:
            share = f"{100 * middle(mine, 'shareOfPeak'):.0f} % of peak"
        elif "shareOfCopy" in mine[0]:
            share = f"{100 * middle(mine, 'shareOfCopy'):.0f} % of copying"
        memory = " / ".join(f"{middle(side, 'residentBytes') * 1e-6:.0f} MB" for side in (mine, peers))
        results = " / ".join(f"{side[0]['result']:.5g}" for side in (mine, peers))
        print(f"| {name} | {texts[0]} | {texts[1]} | {there / here:.2f} | {share} | {memory} | {results} |")
    if not deployed:
        return
    columns = list(next(iter(deployed.values())))
    print(f"\n{runtimes}; the network alone, here and by torch with decoding and suppression.\n")
    print("| work | here | torch | " + " | ".join(columns) + " |")
    print("|---" * (3 + len(columns)) + "|")
    for name, entries in deployed.items():
        here, torch = (middle(side, "median") for side in times[name])
        cells = [amount(here), f"{amount(torch)} ({torch / here:.2f})"]
        for column in columns:
            time_ = middle(entries[column], "median")
            cells.append(f"{amount(time_)} ({time_ / here:.2f})")
        print(f"| {name} | " + " | ".join(cells) + " |")


main()

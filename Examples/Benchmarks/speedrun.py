"""How soon a detector of shapes is any good: `retinanet train`, and torchvision's RetinaNet by the same recipe.

    python3 Examples/Benchmarks/speedrun.py [--steps 400] [--seeds 0 1 2] [--threads 2] [--python PYTHON]

Both sides learn from busy shapes of a seed, batch by batch, never from one picture twice, and are measured on the same
500 standard ones: Muon for the weights of convolutions and AdamW for the rest, the same rates, GIoU for boxes, the same
architecture, first weights as each side draws them. The peer's pictures lie on disk, decoded before its clock starts;
`retinanet train` draws its own while it trains, and its clock runs from its start to its report. Other programs should
rest meanwhile.
"""
import argparse
import contextlib
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BATCH = 8


def rate(step, steps, peak=0.012):
    """The default of `retinanet train`: up for a quarter, then down to 0 in a straight line."""
    rise = min(200, steps // 4)
    return peak * (0.01 + 0.99 * step / rise if step < rise else (steps - step) / (steps - rise))


def peer(options):
    """Trains torchvision's RetinaNet on the pictures in a folder; prints its AP and its seconds as JSON."""
    import torch
    import torchvision
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
    import detector

    torch.manual_seed(options.seed)
    torch.set_num_threads(options.threads)

    def pictures(folder):
        with contextlib.redirect_stdout(io.StringIO()):
            truth = COCO(f"{folder}/annotations.json")
        result = []
        for number in truth.getImgIds():
            path = f"{folder}/images/{truth.loadImgs(number)[0]['file_name']}"
            found = truth.loadAnns(truth.getAnnIds(number))
            boxes = torch.tensor([annotation["bbox"] for annotation in found]).reshape(-1, 4)
            boxes[:, 2:] += boxes[:, :2]
            labels = torch.tensor([annotation["category_id"] - 1 for annotation in found], dtype=torch.int64)
            result.append((number, torchvision.io.read_image(path).float() / 255, {"boxes": boxes, "labels": labels}))
        return truth, result

    class Muon(torch.optim.Optimizer):
        """Sources/Training/Muon.swift, for [outputs, inputs, height, width]."""

        def __init__(self, parameters):
            super().__init__(parameters, {"lr": 0.0})

        @torch.no_grad()
        def step(self):
            for group in self.param_groups:
                for weights in group["params"]:
                    gradient, state = weights.grad.flatten(1), self.state[weights]
                    velocity = state.setdefault("velocity", torch.zeros_like(gradient))
                    velocity.mul_(0.8).add_(gradient, alpha=0.2)
                    x = 0.8 * velocity + 0.2 * gradient
                    lies = x.shape[0] < x.shape[1]
                    x = x if lies else x.T
                    x = x / (x.norm() + 1e-20)
                    for _ in range(5):
                        gram = x @ x.T
                        x = 3.4445 * x + (-4.7750 * gram + 2.0315 * gram @ gram) @ x
                    x = (x if lies else x.T) * 0.4 * max(x.shape) ** 0.5
                    weights.mul_(1 - 0.01 * group["lr"]).sub_(x.reshape(weights.shape), alpha=group["lr"])

    _, training = pictures(options.training)
    truth, validation = pictures(options.validation)
    start = time.perf_counter()
    net = detector.small(128).train()
    net.head.regression_head._loss_type = "giou"
    for coder in (net.box_coder, net.head.regression_head.box_coder):
        coder.weights = (10.0, 10.0, 5.0, 5.0)
    kernels = [parameter for parameter in net.parameters() if parameter.ndim == 4]
    others = [parameter for parameter in net.parameters() if parameter.ndim != 4]
    optimizers = [Muon(kernels), torch.optim.AdamW(others, betas=(0.9, 0.99), weight_decay=0)]
    for step in range(options.steps):
        batch = training[step * BATCH:(step + 1) * BATCH]
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = rate(step, options.steps)
        loss = sum(net([picture for _, picture, _ in batch], [target for _, _, target in batch]).values())
        net.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
        for optimizer in optimizers:
            optimizer.step()
    net.eval()
    results = []
    for first in range(0, len(validation), 16):
        part = validation[first:first + 16]
        with torch.inference_mode():
            found = net([picture for _, picture, _ in part])
        for (number, _, _), one in zip(part, found):
            for box, label, score in zip(one["boxes"].tolist(), one["labels"].tolist(), one["scores"].tolist()):
                results.append({
                    "image_id": number, "category_id": label + 1, "score": score,
                    "bbox": [box[0], box[1], box[2] - box[0], box[3] - box[1]]})
    with contextlib.redirect_stdout(io.StringIO()):
        evaluation = COCOeval(truth, truth.loadRes(results), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    seconds = time.perf_counter() - start
    print(json.dumps({"ap": evaluation.stats[0], "seconds": seconds, "cpu": sum(os.times()[:2])}))


def here(options, seed, folder):
    """Runs `retinanet train`; the same two numbers, from the program's start to its end."""
    before, start = os.times(), time.perf_counter()
    output = subprocess.run(
        [options.program, "train", "--quiet", "--evaluate-every", "0", "--steps", str(options.steps), "--seed", str(seed),
         "--threads", str(options.threads), "--output", f"{folder}/run"],
        check=True, stdout=subprocess.PIPE, text=True).stdout
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return {"ap": float(output.split(" = ")[1].split()[0]), "seconds": time.perf_counter() - start, "cpu": cpu}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--steps", type=int, default=400)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--python", default=sys.executable, help="an interpreter with torch, torchvision and pycocotools")
    parser.add_argument("--program", default=str(ROOT / ".build/release/retinanet"))
    parser.add_argument("--training", help=argparse.SUPPRESS)
    parser.add_argument("--validation", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.training:
        return peer(options)
    print("| seed | retinanet: AP | s | s of CPU | torchvision: AP | s | s of CPU |\n|---|---|---|---|---|---|---|")
    for seed in options.seeds:
        with tempfile.TemporaryDirectory() as folder:
            for name, preset, number, count in (
                    ("training", "busy", seed, options.steps * BATCH), ("validation", "standard", 1_000_000 + seed, 500)):
                subprocess.run(
                    [options.program, "shapes", "--preset", preset, "--seed", str(number), "--count", str(count),
                     "--output", f"{folder}/{name}"], check=True, stdout=subprocess.DEVNULL)
            ours = here(options, seed, folder)
            command = [
                options.python, __file__, "--steps", str(options.steps), "--threads", str(options.threads), "--seed",
                str(seed), "--training", f"{folder}/training", "--validation", f"{folder}/validation"]
            theirs = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
        cells = [f"{side['ap']:.3f} | {side['seconds']:.1f} | {side['cpu']:.1f}" for side in (ours, theirs)]
        print(f"| {seed} | {' | '.join(cells)} |", flush=True)


main()

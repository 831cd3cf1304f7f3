"""What tidecv says of random sets. Run in this folder: python make_tide_fixtures.py

Written with tidecv 1.0.1, pycocotools 2.0.11, numpy 2.4.6; the file names the versions that made it.
The sets are those of ../random/make_random_sets.py, made from their seeds; those of which nothing is
left when an error is set right are left out, since tidecv then divides by zero classes. A class is known to tidecv if it is there or was detected.
"""
import json, sys
from importlib.metadata import version
sys.path.append("../random")
from make_random_sets import random_set
from tidecv import Data, TIDE


def analyze(classes, images):
    truth, found = Data("truth"), Data("found")
    pixels = lambda row: [v / 4 for v in row[:4]]
    for i, image in enumerate(images):
        for data in (truth, found):
            data.add_image(i, str(i))
        for o in image["objects"]:
            if o[6]:
                truth.add_ignore_region(i, o[5], pixels(o))
            else:
                truth.add_ground_truth(i, o[5], pixels(o))
        for d in image["detections"]:
            found.add_detection(i, d[4], d[5], pixels(d))
    run = TIDE().evaluate(truth, found)
    names = dict(Cls="classification", Loc="localization", Both="both", Dupe="duplicate", Bkg="background", Miss="missed")
    counts = {names[k.short_name]: v for k, v in run.count_errors().items()}
    costs = {names[k.short_name]: v for k, v in run.fix_main_errors().items()}
    special = {k.short_name: v for k, v in run.fix_special_errors().items()}
    return dict(ap=run.ap, counts=counts, costs=costs, falsePositive=special["FalsePos"], falseNegative=special["FalseNeg"])


sets = []
for seed in range(256):
    classes, images = random_set(seed)
    try:
        result = analyze(classes, images)
    except ZeroDivisionError:
        continue
    sets.append(dict(seed=seed, hasCrowds=any(o[6] for image in images for o in image["objects"]), **result))
    if len(sets) == 120:
        break
with open("tide.json", "w") as file:
    head = json.dumps(dict(versions={n: version(n) for n in ("tidecv", "pycocotools", "numpy")}))[:-1]
    lines = ",\n".join(json.dumps(s, separators=(",", ":")) for s in sets)
    file.write(f'{head}, "sets": [\n{lines}\n]}}\n')
print({k: sum(s["counts"][k] for s in sets) for k in sets[0]["counts"]}, sum(s["hasCrowds"] for s in sets))

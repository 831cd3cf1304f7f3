// Eight anchors, four objects: what each anchor learns, and why, in a sentence each.

import Boxes
import Lessons
import Matching

lesson("Eight anchors, four objects: what each anchor learns, in a sentence each.")

let names = ["car", "person", "bird", "driver"]
let objects = [
  Box(xMin: 10, yMin: 20, xMax: 50, yMax: 60),  // car, 40 × 40
  Box(xMin: 60, yMin: 30, xMax: 90, yMax: 90),  // person, 30 × 60
  Box(xMin: 45, yMin: 85, xMax: 51, yMax: 91),  // bird, 6 × 6
  Box(xMin: 10, yMin: 29, xMax: 50, yMax: 50),  // driver, 40 × 21, in the car
]
let anchors = [
  Box(xMin: 10, yMin: 20, xMax: 50, yMax: 50),
  Box(xMin: 10, yMin: 20, xMax: 50, yMax: 40),
  Box(xMin: 10, yMin: 20, xMax: 42, yMax: 40),
  Box(xMin: 30, yMin: 20, xMax: 70, yMax: 60),
  Box(xMin: 60, yMin: 30, xMax: 90, yMax: 70),
  Box(xMin: 55, yMin: 25, xMax: 95, yMax: 85),
  Box(xMin: 40, yMin: 80, xMax: 56, yMax: 96),
  Box(xMin: 0, yMin: 70, xMax: 20, yMax: 90),
]

show("Anchors down, objects across")
let rows = anchors.enumerated().map { index, anchor in
  ["anchor \(index)"] + objects.map { significant(anchor.iou($0), digits: 3) }
}
show(table: [["IoU"] + names] + rows)
expect(anchors[0].iou(objects[0]), equals: 40.0 * 30 / (40 * 40))
expect(anchors[1].iou(objects[0]), equals: 0.5)
expect(anchors[2].iou(objects[0]), equals: 0.4)
let (shared, both) = (30.0 * 55, 40.0 * 60 + 30.0 * 60)
expect(anchors[5].iou(objects[1]), equals: shared / (both - shared))
expect(anchors[6].iou(objects[2]), equals: 6.0 * 6 / (16 * 16))

show("")
show("RetinaNet: IoU ≥ 0.5 is positive, < 0.4 negative, between ignored")
let matches = Matcher().match(anchors: anchors, objects: objects)
show("anchors", matches.letters)
expect(matches.letters, equals: "PPINPPNN")
for verdict in matches.anchorVerdicts { show(verdict.sentence) }
expect(matches.verdict(anchor: 1).reason, equals: .reachesThreshold(object: 0, iou: 0.5))
expect(matches.verdict(anchor: 2).reason, equals: .between(object: 0, iou: 0.4))

show("")
show("The objects: two of four are never learnt")
for verdict in matches.objectVerdicts { show("\(names[verdict.object]): \(verdict.sentence)") }
expect(matches.objectVerdicts.map(\.positiveCount), equals: [2, 2, 0, 0])
expect(matches.verdict(object: 2).reason, equals: .belowThreshold)
expect(matches.verdict(object: 3).reason, equals: .bestAnchorTaken(by: 0, iou: 0.75))

show("")
show("With the low-quality rule the bird gets its best anchor; the driver's stays with the car, which fits it better")
let generous = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: objects)
show("anchors", generous.letters)
expect(generous.letters, equals: "PPINPPPN")
show(generous.verdict(anchor: 6).sentence)
show("bird: \(generous.verdict(object: 2).sentence)")
expect(generous.verdict(object: 2).reason, equals: .lowQualityOnly)
expect(generous.verdict(object: 3).reason, equals: .bestAnchorTaken(by: 0, iou: 0.75))

show("")
let empty = Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: [Box]())
show("An image without objects", empty.letters)
expect(empty.letters, equals: "NNNNNNNN")

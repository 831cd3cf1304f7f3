// The thresholds 0.5 and 0.4 are hand-made, and so are the anchors. ATSS finds a threshold for every object,
// FCOS does without anchors: one small scene under all three, with a sentence for each object.

import Anchors
import Boxes
import Lessons
import Matching

lesson("ATSS and FCOS: objects that find their own threshold, and points in place of anchors.")

let names = ["car", "person", "bird", "driver"]
let objects = [
  Box(xMin: 10, yMin: 20, xMax: 50, yMax: 60),  // car, 40 × 40
  Box(xMin: 60, yMin: 30, xMax: 90, yMax: 90),  // person, 30 × 60
  Box(xMin: 41, yMin: 81, xMax: 47, yMax: 87),  // bird, 6 × 6
  Box(xMin: 10, yMin: 29, xMax: 50, yMax: 50),  // driver, 40 × 21, in the car
]

/// Anchors of three levels, one square a cell, four strides wide.
let generator = AnchorGenerator(
  levels: [8, 16, 32].map { .init(stride: $0, baseSize: 4 * Double($0)) }, scales: [1], ratios: [1])
let anchors = generator.anchors(on: .square(128))
let perLevel = generator.grids(on: .square(128)).map { $0.height * $0.width }
show("128 × 128 pixels, one square anchor a cell of P3, P4, P5: \(perLevel.map(String.init).joined(separator: " + "))")
expect(perLevel, equals: [256, 64, 16])

/// An anchor in words: its level, its center and what it overlaps.
func describe(_ anchor: Int, _ object: Int) -> String {
  let place = generator.describe(generator.locate(anchor: anchor, on: .square(128)))
  return "\(place), IoU \(significant(anchors[anchor].iou(objects[object]), digits: 3))"
}

// MARK: - Fixed thresholds

show("")
show("RetinaNet: an IoU of 0.5 or more is positive, for every object")
let fixed = Matcher().match(anchors: anchors, objects: objects)
for verdict in fixed.objectVerdicts { show("\(names[verdict.object]): \(verdict.sentence)") }
expect(fixed.objectVerdicts.map(\.positiveCount), equals: [4, 3, 0, 0])
expect(fixed.verdict(object: 2).reason, equals: .belowThreshold)
for (best, printed) in zip(fixed.objectBestIoU, [0.64, 0.52, 0.04, 0.56]) { expect(best, roundsTo: printed, digits: 2) }

// MARK: - ATSS

show("")
show("ATSS: the threshold is mean + deviation of the IoU of an object's 9 nearest anchors of each level")
let atss = ATSS()
let adaptive = atss.match(anchors: anchors, anchorsPerLevel: perLevel, objects: objects)
for verdict in adaptive.objectVerdicts {
  show("\(names[verdict.object]): \(verdict.sentence)")
  for anchor in adaptive.positives(ofObject: verdict.object) { show("  \(describe(anchor, verdict.object))") }
}
expect(adaptive.objectVerdicts.map(\.positiveCount), equals: [4, 3, 1, 2])
let printed = [(0.31, 0.19, 0.49), (0.28, 0.14, 0.43), (0.02, 0.01, 0.03), (0.22, 0.18, 0.40)]
for (threshold, (mean, deviation, value)) in zip(adaptive.thresholds, printed) {
  expect(threshold?.mean ?? .nan, roundsTo: mean, digits: 2)
  expect(threshold?.deviation ?? .nan, roundsTo: deviation, digits: 2)
  expect(threshold?.value ?? .nan, roundsTo: value, digits: 2)
}
// Areas: car 40 · 40, person 30 · 60, driver 40 · 21, anchors 32 · 32; they share 32 · 32, 30 · 32 and 26 · 21.
let (forCar, forDriver) = (adaptive.positives(ofObject: 0), adaptive.positives(ofObject: 3))
expect(anchors[forCar[0]].iou(objects[0]), equals: 1_024.0 / 1_600)
expect(anchors[forCar[1]].iou(objects[0]), equals: 960.0 / (1_600 + 1_024 - 960))
expect(anchors[adaptive.positives(ofObject: 1)[0]].iou(objects[1]), equals: 960.0 / (1_800 + 1_024 - 960))
expect(anchors[adaptive.positives(ofObject: 2)[0]].iou(objects[2]), equals: 6.0 * 6 / (32 * 32))
expect(anchors[forDriver[0]].iou(objects[3]), equals: 546.0 / (840 + 1_024 - 546))
show("The bird is learnt by an anchor of IoU 0.04, since none is better; the driver by two that RetinaNet ignores.")
expect(forDriver.map { fixed.assignments[$0] }, equals: [.ignored, .ignored])

// MARK: - FCOS

/// The paper's 64 and 128 pixels, halved for small pictures.
let levels = [
  FCOS.Level(stride: 8, lower: 0, upper: 32), FCOS.Level(stride: 16, lower: 32, upper: 64),
  FCOS.Level(stride: 32, lower: 64, upper: .infinity),
]

/// The points of P3, a row each: the first letter of the object that a point learns.
func picture(_ matches: FCOSMatches) -> [String] {
  let letters: [String] = matches.assignments.prefix(256).map { assignment in
    guard case .positive(let object) = assignment else { return "." }
    return String(names[object].prefix(1))
  }
  return (0..<16).map { row in letters[(16 * row)..<(16 * row + 16)].joined() }
}

show("")
show("FCOS: no anchors. A point in an object learns it if it is on the level of its largest distance to an edge,")
show("P3 up to 32 px, P4 up to 64; of several objects the smallest. Center sampling: within 1.5 strides only.")
let labeled = objects.map { LabeledBox(box: $0, label: 0) }
let all = FCOS(levels: levels)
let central = FCOS(levels: levels, centerSamplingRadius: 1.5)
let points = all.points(on: .square(128))
let inside = all.match(points: points, objects: labeled)
let nearCenter = central.match(points: points, objects: labeled)

/// How many of an object's points are on P3 and on P4.
func counts(_ matches: FCOSMatches, _ object: Int) -> String {
  let levels = matches.positives(ofObject: object).map { matches.points[$0].level }
  return "\(levels.count { $0 == 0 }) on P3, \(levels.count { $0 == 1 }) on P4"
}

for verdict in inside.objectVerdicts {
  show("\(names[verdict.object]): \(verdict.sentence)")
  show("  \(counts(inside, verdict.object)); with center sampling \(counts(nearCenter, verdict.object))")
}
expect(inside.objectVerdicts.map(\.positiveCount), equals: [10, 11, 1, 6])
expect(nearCenter.objectVerdicts.map(\.positiveCount), equals: [4, 9, 1, 6])

show("")
show("The points of P3 by what they learn, all and with center sampling:")
for (left, right) in zip(picture(inside), picture(nearCenter)) { show("\(left)   \(right)") }
expect(
  picture(inside)[3...7],
  equals: [
    "..ccc...........", "..ddd...........", "..ddd...........", "..ccc...........", "........ppp.....",
  ])
show("The driver, the smaller, has the middle of the car: FCOS knows no other rule.")

let point = FCOS.Point(x: 36, y: 28, level: 0)
let target = FCOSTarget(point: point, box: objects[0])
show("")
show("Point (36, 28) of the car learns l, t, r, b", "\(target.left), \(target.top), \(target.right), \(target.bottom)")
show("and center-ness √(14/26 · 8/32)", target.centerness, digits: 4)
expect([target.left, target.top, target.right, target.bottom], equals: [26, 8, 14, 32])
expect(target.centerness, equals: (14.0 / 26 * 8 / 32).squareRoot())

// MARK: - Between the points

show("")
show("The bird 4 px further to the right stands between the points of P3, 44 and 52:")
var between = objects
between[2] = Box(xMin: 45, yMin: 81, xMax: 51, yMax: 87)
let missedByATSS = atss.match(anchors: anchors, anchorsPerLevel: perLevel, objects: between).verdict(object: 2)
let missedByFCOS = all.match(points: points, objects: between.map { LabeledBox(box: $0, label: 0) }).verdict(object: 2)
show("ATSS: \(missedByATSS.sentence)")
show("FCOS: \(missedByFCOS.sentence)")
expect(missedByFCOS.reason, equals: .noPointInside)
expect(missedByATSS.positiveCount, equals: 0)
show("Without anchors the thresholds are gone, but not the grid.")

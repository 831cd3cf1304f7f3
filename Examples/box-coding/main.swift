// How four numbers stand for a box: the standard coding, its inverse, its clamp, the common slip,
// and keras-retinanet's corners.

import Boxes
import Lessons
import Losses

lesson("From a box to four deltas and back.")

let anchor = Box(centerX: 100, centerY: 200, width: 50, height: 40)
let object = Box(centerX: 110, centerY: 190, width: 100, height: 20)
show("anchor: center (100, 200), 50 wide, 40 high; object: center (110, 190), 100 wide, 20 high")

// MARK: - Standard

let deltas = CenterBoxCoder().encode(object, anchor: anchor)
show("")
show("tx = (110 - 100) / 50", deltas.x)
show("ty = (190 - 200) / 40", deltas.y)
show("tw = ln(100 / 50)", deltas.width)
show("th = ln(20 / 40)", deltas.height)
expect(deltas.x, equals: 0.2)
expect(deltas.y, equals: -0.25)
expect(deltas.width, equals: 0.693147180560)
expect(deltas.height, equals: -0.693147180560)

let decoded = CenterBoxCoder().decode(deltas, anchor: anchor)
show("decoded again, IoU with the object", decoded.iou(object))
expect(decoded.iou(object), equals: 1)

let standardized = CenterBoxCoder(weights: .standardized).encode(object, anchor: anchor)
show("with weights (10, 10, 5, 5), tx and tw", "\(significant(standardized.x)), \(significant(standardized.width))")
expect(standardized.x, equals: 2)
expect(standardized.width, equals: 5 * 0.693147180560)

// MARK: - The clamp

let wild = CenterBoxCoder().decode(BoxDeltas(x: 0, y: 0, width: 100, height: 0), anchor: anchor)
show("")
show("a wild tw = 100 is cut to ln(1000 / 16)", CenterBoxCoder.standardSizeClamp)
show("so the box is 62.5 anchors wide, in pixels", wild.width)
expect(CenterBoxCoder.standardSizeClamp, roundsTo: 4.135, digits: 3)
expect(wild.width, equals: 62.5 * 50)

// MARK: - The slip

let moved = { (box: Box) in
  Box(centerX: box.centerX + 100, centerY: box.centerY, width: box.width, height: box.height)
}
let slip = { (object: Box, anchor: Box) in (object.centerX - anchor.centerX) / anchor.centerX }
show("")
show("Both moved 100 px to the right, divided by Aw (right) and by Ax (wrong):")
show(
  "right",
  "\(significant(deltas.x)) stays \(significant(CenterBoxCoder().encode(moved(object), anchor: moved(anchor)).x))")
show("wrong", "\(significant(slip(object, anchor))) becomes \(significant(slip(moved(object), moved(anchor))))")
expect(CenterBoxCoder().encode(moved(object), anchor: moved(anchor)).x, equals: deltas.x)
expect(slip(object, anchor), equals: 0.1)
expect(slip(moved(object), moved(anchor)), equals: 0.05)

// MARK: - Corners

let corners = CornerBoxCoder().encode(object, anchor: anchor)
show("")
show("keras-retinanet codes corners, in anchor sizes over 0.2:")
show("x1 = (60 - 75) / 50 / 0.2", corners.xMin)
show("y1 = (180 - 180) / 40 / 0.2", corners.yMin)
show("x2 = (160 - 125) / 50 / 0.2", corners.xMax)
show("y2 = (200 - 220) / 40 / 0.2", corners.yMax)
expect(corners.xMin, equals: -1.5)
expect(corners.yMin, equals: 0)
expect(corners.xMax, equals: 3.5)
expect(corners.yMax, equals: -2.5)

// MARK: - The loss of a delta

let smooth = SmoothL1(sigma: 3)
show("")
show("Smooth L1 with sigma = 3, of 0.1: 0.5 * 9 * 0.1 * 0.1", smooth.value(0.1))
show("of 1/9, where parabola and line meet: 1/18", smooth.value(1.0 / 9))
show("of 0.5: 0.5 - 1/18", smooth.value(0.5))
expect(smooth.value(0.1), equals: 0.045)
expect(smooth.value(1.0 / 9), equals: 1.0 / 18)
expect(smooth.value(0.5), equals: 0.5 - 1.0 / 18)

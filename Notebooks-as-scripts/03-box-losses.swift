// %% [markdown]
// # The losses of boxes
// The box head says four numbers at each positive anchor. What do they mean, and what does it cost to be wrong? Systems
// that all call themselves RetinaNet answer both differently. This notebook works the answers out: codings side by
// side, then the losses of the four numbers (L1, smooth L1), then those of the decoded box (IoU, GIoU, DIoU, CIoU),
// with their gradients, because a loss teaches by its slope and not by its value.
//
// `show` prints a value, `expect` stops the program if a claim does not hold, `figure` names a picture, which is
// written if you run with `--figures`.

import Boxes
import Figures
import Foundation
import Lessons
import Losses
import Systems

lesson("What four numbers mean in each system, and the losses of boxes with their slopes.", hasFigures: true)

// %% [markdown]
// ## What (1, 0, 0, 0) means
// Relative to an anchor that is 100 pixels wide and high, the first number alone:

// %% One answer, eight systems

let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)
let systems = ReferenceSystem.allCases
for system in systems {
  let box = BoxCoding.preset(system).decode((1, 0, 0, 0), anchor: anchor)
  show(system.name, edges(box))
}
expect(BoxCoding.preset(.torchvision).decode((1, 0, 0, 0), anchor: anchor).xMin, equals: 100)
expect(BoxCoding.preset(.yhenon).decode((1, 0, 0, 0), anchor: anchor).xMin, equals: 10)
expect(BoxCoding.preset(.kerasRetinaNet).decode((1, 0, 0, 0), anchor: anchor).xMin, equals: 20)
expect(BoxCoding.preset(.kerasRetinaNet).decode((1, 0, 0, 0), anchor: anchor).xMax, equals: 100)
expect(BoxCoding.preset(.detectron).decode((1, 0, 0, 0), anchor: anchor).xMin, equals: 101)

// %% [markdown]
// torchvision moves the center by one anchor width; weights (10, 10, 5, 5) make it a tenth of that; keras-retinanet
// moves the left edge alone, by a fifth. Detectron counts the last pixel, so that its anchor is 101 pixels wide.
// Weights of one system under another's decoder give boxes that are wrong and look plausible.
//
// The other way round: the four numbers that an object gets. The object is 20 pixels to the right and 1.5 times as
// wide.

// %% One object, four codings

let object = Box(xMin: 20, yMin: 0, xMax: 170, yMax: 100)
for system in [ReferenceSystem.torchvision, .detectron, .yhenon, .kerasRetinaNet] {
  let numbers = BoxCoding.preset(system).encode(object, anchor: anchor)
  show(system.name, text(numbers))
}
let (standard, corners) = (BoxCoding.preset(.torchvision), BoxCoding.preset(.kerasRetinaNet))
let target = standard.encode(object, anchor: anchor)
expect(target.0, equals: (95.0 - 50) / 100)
expect(target.2, equals: log(150.0 / 100))
expect(BoxCoding.preset(.detectron).encode(object, anchor: anchor).0, equals: (95.0 - 50) / 101)
expect(BoxCoding.preset(.detectron).encode(object, anchor: anchor).2, equals: log(151.0 / 101))
expect(BoxCoding.preset(.yhenon).encode(object, anchor: anchor).2, equals: 5 * log(1.5))
expect(corners.encode(object, anchor: anchor).0, equals: 20.0 / 100 / 0.2)
expect(corners.encode(object, anchor: anchor).2, equals: 70.0 / 100 / 0.2)
figure(name: "box-codings", svg: drawing(of: [.torchvision, .yhenon, .kerasRetinaNet]))

// %% [markdown]
// ## L1 and smooth L1
// L1 pulls with the same force whatever the error, also where it is nearly 0. Smooth L1 is a parabola within β:
// x² / 2β for |x| < β, else |x| - β/2. py-faster-rcnn and keras-retinanet write σ = 1/√β: with σ = 3 the two parts join
// at 1/9, where both are 1/18.

// %% The join

let smooth = SmoothL1(sigma: 3)
show("join", smooth.beta, digits: 4)
show("value there, 1/18", smooth.value(1.0 / 9), digits: 4)
show("parabola there, 9/2 · (1/9)²", 9.0 / 2 / 81, digits: 4)
show("slope just below", smooth.gradient(0.1111), digits: 4)
show("slope above", smooth.gradient(0.2))
expect(smooth.beta, equals: 1.0 / 9)
expect(smooth.beta, roundsTo: 0.1111, digits: 4)
expect(smooth.value(1.0 / 9), equals: 1.0 / 18)
expect(9.0 / 2 / 81, equals: 1.0 / 18)
expect(smooth.gradient(0.1111), equals: 9 * 0.1111)
expect(smooth.gradient(0.2), equals: 1)

// %% By error, value and slope

let errors = [0.01, 0.05, 1.0 / 9, 0.5, 2]
let joined: [(name: String, loss: SmoothL1)] = [
  ("L1", .l1), ("beta = 1/9", smooth), ("beta = 1", SmoothL1(beta: 1)),
]
show(
  table: [["loss, slope"] + errors.map { "x = \(significant($0, digits: 3))" }]
    + joined.map { name, loss in [name] + errors.map { valueAndSlope(loss, $0) } })
expect(smooth.value(0.05), equals: 9.0 / 2 * 0.05 * 0.05)
expect(smooth.value(0.5), equals: 0.5 - 1.0 / 18)
expect(SmoothL1(beta: 1).value(0.5), equals: 0.5 * 0.5 / 2)
expect(SmoothL1(beta: 1).gradient(0.05), equals: 0.05)
expect(SmoothL1.l1.gradient(0.01), equals: 1)

// %% [markdown]
// A center that is wrong by 0.05 of the width is already a good box, of IoU 0.95 / 1.05 = 0.905. There β = 1 pulls with
// a twentieth of L1's force, so that boxes stay loose; unless the numbers are larger: in the Keras example, which has β
// = 1, weights of 10 make 0.5 of it. In the figure, β = 1 is the flattest.

// %% Three losses of one number

let loose = Box(xMin: 5, yMin: 0, xMax: 105, yMax: 100)
expect(anchor.iou(loose), roundsTo: 0.905, digits: 3)
expect(BoxCoding.preset(.torchvision).encode(loose, anchor: anchor).0, equals: 0.05)
expect(BoxCoding.preset(.kerasIO).encode(loose, anchor: anchor).0, equals: 0.5)
let offsets = stride(from: -1.5, through: 1.5, by: 0.01).map { $0 }
figure(
  name: "smooth-l1",
  svg: LineChart(
    title: "Losses of one number", xLabel: "prediction - target", yLabel: "loss",
    series: joined.map { name, loss in
      LineChart.Series(
        name.replacingOccurrences(of: "beta", with: "β"), points: offsets.map { .init(x: $0, y: loss.value($0)) })
    }
  ).svg)

// %% [markdown]
// ## The same error, another loss
// Four numbers are summed as if they were unrelated, and their size depends on the coding. One and the same wrong box,
// the anchor itself in the object's place, costs under each system:

// %% What each system charges for predicting the anchor

for system in systems { show(system.name, charge(system), digits: 4) }
expect(charge(.torchvision), equals: 0.45 + log(1.5))
expect(charge(.kerasRetinaNet), equals: 1 + 3.5 - 2.0 / 18)
expect(charge(.yhenon), equals: 4.5 + 5 * log(1.5) - 2.0 / 18)
expect(charge(.paper), equals: 0.45 + log(1.5) - 0.11)
expect(charge(.detectron), equals: 45.0 / 101 + log(151.0 / 101) - 0.11)
expect(charge(.detectron), roundsTo: 0.74, digits: 2)
expect(charge(.yhenon), roundsTo: 6.42, digits: 2)
expect(charge(.kerasIO), equals: 4.5 + 5 * log(1.5) - 2.0 / 2)
show("IoU of anchor and object", anchor.iou(object), digits: 4)
expect(anchor.iou(object), equals: 80.0 / 170)

// %% [markdown]
// From 0.74 to 6.42 for one box: losses of two systems cannot be compared, and a weight of the box loss does not carry
// over. IoU is what is evaluated, and it has no coding.
//
// ## Losses of whole boxes
// With I the intersection, U the union, C the smallest box around both, ρ between the centers and c the diagonal of C:
// IoU loses 1 - I/U; GIoU adds (|C| - U) / |C|; DIoU adds ρ²/c² instead; CIoU adds to that αv for the shape.

// %% Four pairs

let square = Box(xMin: 0, yMin: 0, xMax: 2, yMax: 2)
let pairs: [(name: String, predicted: Box)] = [
  ("the same", square),
  ("moved by (1, 1)", Box(xMin: 1, yMin: 1, xMax: 3, yMax: 3)),
  ("inside, in a corner", Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1)),
  ("inside, centered", Box(xMin: 0.5, yMin: 0.5, xMax: 1.5, yMax: 1.5)),
  ("twice as wide, centered", Box(xMin: -1, yMin: 0, xMax: 3, yMax: 2)),
  ("apart", Box(xMin: 4, yMin: 0, xMax: 6, yMax: 2)),
]
let kinds: [IoULoss.Kind] = [.iou, .giou, .diou, .ciou]
show(
  table: [["against 0…2 × 0…2", "IoU", "GIoU", "DIoU", "CIoU"]]
    + pairs.map { name, predicted in
      [name] + kinds.map { significant(IoULoss($0).value(predicted: predicted, object: square), digits: 4) }
    })
let (moved, corner, centered, wide, apart) = (
  pairs[1].predicted, pairs[2].predicted, pairs[3].predicted, pairs[4].predicted, pairs[5].predicted
)
for kind in kinds { expect(IoULoss(kind).value(predicted: square, object: square), equals: 0) }
expect(IoULoss(.iou).value(predicted: moved, object: square), equals: 6.0 / 7)
expect(IoULoss(.giou).value(predicted: moved, object: square), equals: 6.0 / 7 + 2.0 / 9)
expect(IoULoss(.diou).value(predicted: moved, object: square), equals: 6.0 / 7 + 2.0 / 18)
expect(IoULoss(.giou).value(predicted: corner, object: square), equals: 3.0 / 4)
expect(IoULoss(.diou).value(predicted: corner, object: square), equals: 3.0 / 4 + 0.5 / 8)
expect(IoULoss(.diou).value(predicted: centered, object: square), equals: 3.0 / 4)
expect(IoULoss(.diou).value(predicted: wide, object: square), equals: 1.0 / 2)
expect(IoULoss(.iou).value(predicted: apart, object: square), equals: 1)
expect(IoULoss(.giou).value(predicted: apart, object: square), equals: 1 + (12.0 - 8) / 12)
expect(IoULoss(.diou).value(predicted: apart, object: square), equals: 1 + 16.0 / 40)

// The shape of the wide box: v = 4/π² (atan 1 - atan 2)², weighed with v / (1 - I/U + v).
let difference = atan(1.0) - atan(2.0)
let v = 4 / (Double.pi * Double.pi) * difference * difference
expect(IoULoss(.ciou).value(predicted: wide, object: square), equals: 0.5 + v * v / (0.5 + v))

// %% [markdown]
// A box inside the object costs GIoU what it costs IoU, since the object is then the hull; DIoU still tells the corner
// from the middle. For the wide box only CIoU adds anything, and little.
//
// ## Slopes: what a lost box learns
// Where boxes are apart IoU is 0 and stays 0 when the prediction moves a little: no gradient, nothing is learnt. GIoU
// has one, because the hull shrinks as the box comes nearer.

// %% The gradient by the edges xMin, yMin, xMax, yMax, apart

for (kind, name) in zip(kinds, ["IoU", "GIoU", "DIoU", "CIoU"]) {
  show(name, text(IoULoss(kind).gradient(predicted: apart, object: square)))
}
let flat = IoULoss(.iou).gradient(predicted: apart, object: square)
expect([flat.0, flat.1, flat.2, flat.3], equals: [0, 0, 0, 0])
let pull = IoULoss(.giou).gradient(predicted: apart, object: square)
// By xMax: ∂|C| = 2, ∂U = 2. ∂((|C| - U) / |C|) = (U/|C| · ∂|C| - ∂U) / |C|.
expect(pull.2, equals: (8.0 / 12 * 2 - 2) / 12)
expect(pull.0, equals: 2.0 / 12)
// ρ²/c² = 16/40. By xMin, which is no edge of the hull: ∂ρ² = 4. By xMax: ∂c² = 2 · 6 too.
let centers = IoULoss(.diou).gradient(predicted: apart, object: square)
expect(centers.0, equals: 4.0 / 40)
expect(centers.2, equals: (4 - 16.0 / 40 * 12) / 40)
// By yMin, which lies on the object's: half of ∂c² = -2 · 2.
expect(centers.1, equals: 16.0 / 40 * 2 / 40)

// %% [markdown]
// A step goes against the gradient. Under GIoU the left edge goes left but the right one to the *right*: the lost box
// first grows towards the object, and shrinks when it has it. DIoU makes it higher, because the larger the hull, the
// less the same distance of the centers costs.

// %% Gradient descent on the edges, from apart, in steps of a tenth of the slope

/// The boxes of a prediction that follows the slope of a loss.
func path(_ loss: IoULoss, from start: Box, steps: Int) -> [Box] {
  var path = [start]
  var box = start
  for _ in 0..<steps {
    let slope = loss.gradient(predicted: box, object: square)
    box.xMin -= 0.1 * slope.0
    box.yMin -= 0.1 * slope.1
    box.xMax -= 0.1 * slope.2
    box.yMax -= 0.1 * slope.3
    path.append(box)
  }
  return path
}

let started: [(name: String, kind: IoULoss.Kind, meets: Int?, good: Int?)] = [
  ("IoU", .iou, nil, nil), ("GIoU", .giou, 125, 514), ("DIoU", .diou, 259, 540),
]
let paths = started.map { path(IoULoss($0.kind), from: apart, steps: 700) }
for (start, path) in zip(started, paths) {
  let meets = path.firstIndex { $0.iou(square) > 0 }
  let good = path.firstIndex { $0.iou(square) > 0.5 }
  if let meets, let good {
    show(start.name, "meets the object after \(meets) steps, as \(edges(path[meets])); IoU above 0.5 after \(good)")
  } else {
    show(start.name, "never moves")
  }
  expect(meets, equals: start.meets)
  expect(good, equals: start.good)
}
expect(paths[0].allSatisfy { $0 == apart }, "a box apart to stay where it is under IoU")
expect(paths[1][125].width, roundsTo: 4.33, digits: 2)
expect(paths[2][259].height, roundsTo: 3.76, digits: 2)
figure(
  name: "box-descent",
  svg: LineChart(
    title: "A lost box follows the slope of its loss", xLabel: "steps", yLabel: "IoU with the object",
    series: zip(started, paths).map { start, path in
      LineChart.Series(start.name, values: path.map { $0.iou(square) })
    }, yRange: 0...1
  ).svg)

// %% [markdown]
// Near the object both shake, for an IoU loss has a corner at 0 as L1 has: by a single edge it falls with the same
// slope until the box fits, here 1/2, as the object is 2 pixels wide. A falling learning rate calms it.
//
// The losses themselves, along a line through the object: IoU is level outside, the others lead back from anywhere.
// Within ±1 width the lines of IoU and GIoU are one: boxes that overlap and are as high fill their hull.

// %% The losses of a box that slides past the object

let nearly = Box(xMin: 0.001, yMin: 0, xMax: 2, yMax: 2)
expect(IoULoss(.iou).gradient(predicted: nearly, object: square).0, equals: 1.0 / 2)

let places = (0...160).map { -4 + Double($0) * 0.05 }
for place in places where abs(place) < 1 {
  let box = Box(xMin: 2 * place, yMin: 0, xMax: 2 * place + 2, yMax: 2)
  expect(
    IoULoss(.giou).value(predicted: box, object: square), equals: IoULoss(.iou).value(predicted: box, object: square))
}
figure(
  name: "iou-losses",
  svg: LineChart(
    title: "A box slides past one of the same size", xLabel: "offset, in widths of the box", yLabel: "loss",
    series: zip(kinds.dropLast(), ["IoU", "GIoU", "DIoU"]).map { kind, name in
      LineChart.Series(
        name,
        points: places.map { place in
          let box = Box(xMin: 2 * place, yMin: 0, xMax: 2 * place + 2, yMax: 2)
          return .init(x: place, y: IoULoss(kind).value(predicted: box, object: square))
        })
    }
  ).svg)

// %% [markdown]
// ## To try
// 1. Where does the descent under GIoU go if the object is far above and to the right?
// 2. Set the learning rate of the descent to 1. Which losses overshoot?
// 3. Give `BoxLoss.iou(IoULoss(.giou))` a prediction behind the clamp, (0, 0, 100, 0). What is its third slope, and
// what
//    is smooth L1's?

/// Edges as text: `0…100 × 0…100`.
func edges(_ box: Box) -> String {
  func range(_ low: Double, _ high: Double) -> String {
    "\(significant(low, digits: 3))…\(significant(high, digits: 3))"
  }
  return "\(range(box.xMin, box.xMax)) × \(range(box.yMin, box.yMax))"
}

/// Four numbers as text.
func text(_ numbers: BoxNumbers) -> String {
  [numbers.0, numbers.1, numbers.2, numbers.3].map { significant($0, digits: 4) }.joined(separator: " ")
}

/// A loss and its slope at an error.
func valueAndSlope(_ loss: SmoothL1, _ error: Double) -> String {
  "\(significant(loss.value(error), digits: 3)), \(significant(loss.gradient(error), digits: 3))"
}

/// What a system charges for predicting the anchor in the object's place.
func charge(_ system: ReferenceSystem) -> Double {
  let target = BoxTarget(object: object, anchor: anchor, coding: .preset(system))
  return BoxLoss.preset(system).value(prediction: (0, 0, 0, 0), target: target)
}

/// Side by side, a picture per system: the anchor, and the box that (1, 0, 0, 0) is.
func drawing(of systems: [ReferenceSystem]) -> String {
  let pictures = systems.enumerated().map { index, system in
    let box = BoxCoding.preset(system).decode((1, 0, 0, 0), anchor: anchor)
    return "<g transform=\"translate(\(20 + 240 * index) 40)\">"
      + "<text x=\"0\" y=\"-14\">\(system.name)</text>"
      + rectangle(anchor, "fill=\"none\" stroke=\"#888888\" stroke-dasharray=\"4 3\"")
      + rectangle(box, "fill=\"#5b8dd9\" fill-opacity=\"0.3\" stroke=\"#5b8dd9\" stroke-width=\"2\"") + "</g>"
  }
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 160\" width=\"720\" height=\"160\" "
    + "font-family=\"sans-serif\" font-size=\"13\">\n<rect width=\"720\" height=\"160\" fill=\"#f6f6f6\"/>\n"
    + pictures.joined(separator: "\n") + "\n</svg>\n"
}

/// A rectangle as SVG.
func rectangle(_ box: Box, _ style: String) -> String {
  "<rect x=\"\(box.xMin)\" y=\"\(box.yMin)\" width=\"\(box.width)\" height=\"\(box.height)\" \(style)/>"
}

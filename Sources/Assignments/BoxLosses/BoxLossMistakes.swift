// What goes wrong in assignment 5: the catalogue's letter R.

import Foundation

enum BoxLossMistakes {
  private static let ninth: Value = .number(1.0 / 9)
  private static let inside: [Value] = [0.1, ninth]
  private static let beyond: [Value] = [0.2, ninth]
  private static let meet = "where the branches meet"

  /// β as it is taken.
  private static func beta(_ beta: Double, _ wrong: Wrong) -> Double {
    wrong("R13") ? 1 : wrong("R16") ? 1 / (beta * beta) : beta
  }

  static func smooth(_ x: Double, _ given: Double, _ wrong: Wrong = Wrong()) -> Double {
    let beta = beta(given, wrong)
    let size = wrong("R9") ? x : abs(x)
    if wrong("R21") { return size }
    if size < beta {
      let square = x * x / (wrong("R14") ? 1 : 2)
      return wrong("R4") || wrong("R15") ? square : square / beta
    }
    let line = wrong("R5") ? size : size - beta / 2
    return wrong("R15") ? beta * line : line
  }

  private static let betaOne = Mistake(
    "R13", "β is always 1", place: "β is an argument", Figure(inside, right: 0.045, wrong: 0.005),
    convention: "the first smooth L1 of PyTorch")

  static let value = Known(
    [
      Mistake(
        "R4", "the parabola is not divided by β", place: meet, Figure(inside, right: 0.045, wrong: 0.005)),
      Mistake(
        "R5", "half of β is not taken from the line", place: meet, Figure(beyond, right: 0.144444, wrong: 0.2)),
      Mistake(
        "R9", "the size of the difference is not taken", place: "the sign", Figure([-2, 1], right: 1.5, wrong: 2)),
      betaOne,
      Mistake("R14", "the parabola is not halved", place: meet, Figure(inside, right: 0.045, wrong: 0.09)),
      Mistake(
        "R15", "the line has the slope β", place: "the slope of the line is 1",
        Figure(beyond, right: 0.144444, wrong: 0.0160494), convention: "Huber"),
      Mistake(
        "R16", "the branches meet at 1 / β²", place: meet, Figure([1, 2], right: 0.25, wrong: 0.875),
        convention: "Fast R-CNN, whose argument is σ"),
      Mistake(
        "R21", "there is no parabola", place: "small differences", Figure(inside, right: 0.045, wrong: 0.1),
        convention: "plain L1"),
    ], exclusive: [["R13", "R16"], ["R4", "R15"], ["R5", "R15"]]
  ) { wrong in
    Function { (x: Double, beta: Double) in smooth(x, beta, wrong) }
  }

  static let slope = Known(
    [
      Mistake("R6", "the slope of the line has one sign", place: "the sign", Figure([-2, 0.5], right: -1, wrong: 1)),
      Mistake("R4", "the parabola is not divided by β", place: meet, Figure([0.25, 0.5], right: 0.5, wrong: 0.25)),
      Mistake(
        "R10", "the slope is that of the square everywhere", place: "beyond β the slope stays",
        Figure([2, 0.5], right: 1, wrong: 4)),
      Mistake(
        "R13", betaOne.title, place: betaOne.place, Figure([0.25, 0.5], right: 0.5, wrong: 0.25),
        convention: betaOne.convention),
      Mistake("R14", "the parabola is not halved", place: meet, Figure([0.25, 0.5], right: 0.5, wrong: 1)),
      Mistake(
        "R15", "the line has the slope β", place: "the slope of the line is 1",
        Figure([2, 0.5], right: 1, wrong: 0.5), convention: "Huber"),
      Mistake("R26", "the slope has no sign", place: "the sign", Figure([-0.25, 0.5], right: -0.5, wrong: 0.5)),
    ], exclusive: [["R4", "R15"], ["R6", "R26"]]
  ) { wrong in
    Function { (x: Double, given: Double) in
      let beta = beta(given, wrong)
      let isInside = abs(x) < beta || wrong("R10")
      let inner = (wrong("R14") ? 2 : 1) * (wrong("R4") || wrong("R15") ? x : x / beta)
      let outer = (x < 0 && !wrong("R6") ? -1 : 1) * (wrong("R15") ? beta : 1)
      let slope = isInside ? inner : outer
      return wrong("R26") ? abs(slope) : slope
    }
  }

  private static let pixel: [Value] = [[0, 0, 2, 2], [1, 1, 3, 3]]

  static let overlap = Known(
    [
      Mistake(
        "R11", "the logarithm of IoU is taken", place: "what the loss is of boxes that share nothing",
        Figure(pixel, right: 0.857143, wrong: 1.94591), convention: "UnitBox"),
      Mistake(
        "R12", "IoU itself is the loss", place: "a loss falls when the box gets better",
        Figure(pixel, right: 0.857143, wrong: 0.142857)),
      Mistake(
        "R25", "the loss is minus IoU", place: "what the loss is of equal boxes",
        Figure(pixel, right: 0.857143, wrong: -0.142857)),
    ]
      + BoxMistakes.overlap(ids: ["B1", "B4", "B5", "B6", "B8", "B9", "B13", "B20", "B21", "B22", "B23", "B24"]) {
        1 - $0
      },
    exclusive: [["R11", "R12", "R25"]] + BoxMistakes.exclusive, spellings: BoxMistakes.spellings
  ) { wrong in
    Function { (a: Rectangle, b: Rectangle) in
      let iou = BoxMistakes.iou(a, b, wrong)
      if wrong("R11") { return -log(max(iou, 1e-6)) }
      return wrong("R12") ? iou : wrong("R25") ? -iou : 1 - iou
    }
  }

  static let shown: [Value] = [[[1, 0, 0, 0], [5, 5, 5, 5]], [[0, 0, 0, 0], [0, 0, 0, 0]], [0, "N"], 1]
  private static let two: Value = [[0, 0, 0, 0], [0, 0, 0, 0]]

  static let image = Known(
    [
      Mistake(
        "R1", "anchors without an object are counted", place: "only positives have a box",
        Figure(shown, right: 0.5, wrong: 18.5)),
      Mistake(
        "R2", "the sum is divided by all anchors", place: "divide by positives", Figure(shown, right: 0.5, wrong: 0.25)),
      Mistake(
        "R3", "the mean is over the four numbers", place: "the sum of four", Figure(shown, right: 0.5, wrong: 0.125),
        convention: "yhenon/pytorch-retinanet"),
      Mistake(
        "R7", "an image without positives is divided by 0", place: "at least one",
        Figure([[[1, 0, 0, 0]], [[0, 0, 0, 0]], ["N"], 1], right: 0, wrong: .number(.nan))),
      Mistake(
        "R8", "ignored anchors are counted as well", place: "only positives have a box",
        Figure([[[1, 0, 0, 0], [1, 0, 0, 0]], two, [0, "I"], 1], right: 0.5, wrong: 1)),
      Mistake(
        "R13", betaOne.title, place: betaOne.place,
        Figure([[[1, 0, 0, 0]], [[0, 0, 0, 0]], [0], 0.5], right: 0.75, wrong: 0.5),
        convention: betaOne.convention),
      Mistake(
        "R19", "the sum is not divided", place: "divide by positives",
        Figure([[[1, 0, 0, 0], [1, 0, 0, 0]], two, [0, 0], 1], right: 0.5, wrong: 1)),
      Mistake(
        "R20", "the target is looked up by the object's index", place: "targets stand by their anchors",
        Figure([[[1, 0, 0, 0], [1, 0, 0, 0]], [[0, 0, 0, 0], [1, 0, 0, 0]], ["N", 0], 1], right: 0, wrong: 0.5)),
      Mistake(
        "R21", "there is no parabola", place: "small differences", Figure(shown, right: 0.5, wrong: 1),
        convention: "plain L1"),
      Mistake(
        "R22", "the four differences are added before they are smoothed", place: "each number by itself",
        Figure([[[1, 1, 0, 0]], [[0, 0, 0, 0]], [0], 1], right: 1, wrong: 1.5)),
    ],
    exclusive: [["R1", "R8"], ["R2", "R7", "R19"]]
  ) { wrong in
    Function { (codes: [[Double]], targets: [[Double]], states: [AnchorState], beta: Double) in
      var sum = 0.0
      for (anchor, state) in states.enumerated() {
        guard state.index != nil || wrong("R1") || (wrong("R8") && state == .ignored) else { continue }
        let place = wrong("R20") ? state.index ?? anchor : anchor
        guard targets.indices.contains(place) else { throw Stopped(reason: "index out of range") }
        let differences = zip(codes[anchor], targets[place]).map { $0 - $1 }
        sum +=
          wrong("R22")
          ? smooth(differences.reduce(0) { $0 + abs($1) }, beta, wrong)
          : differences.reduce(0) { $0 + smooth($1, beta, wrong) }
      }
      let positives = states.count { $0.index != nil }
      let divisor = wrong("R2") ? max(1, states.count) : wrong("R7") ? positives : wrong("R19") ? 1 : max(1, positives)
      return sum / Double(divisor) / (wrong("R3") ? 4 : 1)
    }
  }

  static let difference: [Mistake] = [
    Mistake(
      "R5", "half of β is not taken from the line", place: meet, figure: Figure([], right: 0.255556, wrong: 0.2),
      Function { 0.2 }),
    Mistake(
      "R23", "the whole of β is taken from the line", place: "half of β",
      figure: Figure([], right: 0.255556, wrong: 0.311111), Function { 0.311111 }),
    Mistake(
      "R24", "the difference is looked for on the parabola", place: "what the loss is where the branches meet",
      figure: Figure([], right: 0.255556, wrong: 0.210819), Function { 0.210819 }),
  ]
}

// Assignment 9 as the judge sees it: worked numbers, laws, two correct versions.

import Foundation
import Randomness

extension Course {
  static let loop = Assignment(
    number: 9, name: "training-loop", title: "The training loop", hours: 2.5, taskProtocol: "LoopTask",
    tasks: LoopLaws.tasks + LoopRuns.tasks, servedBy: "AssignmentRuns")
}

enum LoopLaws {
  static let tasks: [CourseTask] = [
    CourseTask(
      "9.1", "A step is a step", function: "descend", arguments: ["weight", "points", "rate"],
      formula: "The gradient of ½ (w x − y)² is (w x − y) x. Each step begins with a gradient of 0.",
      solution: "Sources/Training: the trainer clears gradients in one place",
      reference: Function { (weight: Double, points: [[Double]], rate: Double) in
        var weight = weight
        return points.map { point -> Double in
          weight -= rate * (weight * point[0] - point[1]) * point[0]
          return weight
        }
      },
      alternative: Function { (weight: Double, points: [[Double]], rate: Double) in
        var all: [Double] = []
        var weight = weight
        for point in points {
          weight += rate * point[0] * (point[1] - point[0] * weight)
          all.append(weight)
        }
        return all
      },
      worked: [Worked("two steps on one point", [0, [[1, 1], [1, 1]], 0.5], [0.5, 0.75])],
      laws: [
        Law("a", "Any points") { g in
          [[.number(g.uniform()), [[0.5, 2], [-1, 0.3], [2, .number(1 + g.uniform())]], 0.1], [1, [], 0.1]]
        }
      ], known: LoopMistakes.descend),
    CourseTask(
      "9.2", "Mirror", function: "flip", arguments: ["box", "width"],
      formula:
        "The new left edge is the width less the old right edge, the new right edge the width less the old left.",
      solution: "Sources/Images: augmentation, boxes with their picture",
      reference: Function { (box: Rectangle, width: Double) in
        Rectangle(width - box.xMax, box.yMin, width - box.xMin, box.yMax)
      },
      alternative: Function { (box: Rectangle, width: Double) in
        let center = width - (box.xMin + box.xMax) / 2
        let half = (box.xMax - box.xMin) / 2
        return Rectangle(center - half, box.yMin, center + half, box.yMax)
      },
      worked: [Worked("a box on the left", [[10, 20, 30, 60], 100], [70, 20, 90, 60])],
      laws: [Law("a", "Any box and width") { g in [[BoxLaws.box(&g).value, 97], [BoxLaws.box(&g).value, 64]] }],
      known: LoopMistakes.flip),
    CourseTask(
      "9.3", "Resize", function: "resize", arguments: ["box", "from", "to"],
      formula: "Every x is multiplied by the new width over the old, every y by the new height over the old.",
      solution: "Sources/Images: resizing with boxes",
      reference: Function { (box: Rectangle, from: [Double], to: [Double]) in
        LoopMistakes.resized(box, x: to[1] / from[1], y: to[0] / from[0])
      },
      alternative: Function { (box: Rectangle, from: [Double], to: [Double]) in
        Rectangle(
          box.xMin / from[1] * to[1], box.yMin / from[0] * to[0], box.xMax / from[1] * to[1], box.yMax / from[0] * to[0]
        )
      },
      worked: [
        Worked("100 × 200 to a square", [[10, 20, 30, 60], [100, 200], [128, 128]], [6.4, 25.6, 19.2, 76.8])
      ],
      laws: [
        Law("a", "Any sizes") { g in
          [
            [BoxLaws.box(&g).value, [30, 50], [.number(g.uniform(in: 20...40)), 80]],
            [BoxLaws.box(&g).value, [90, 40], [70.5, .number(g.uniform(in: 45...90))]],
          ]
        }
      ], known: LoopMistakes.resize),
    CourseTask(
      "9.4", "What the network is shown", function: "normalize",
      arguments: ["pixels", "mean", "deviation", "isTraining"],
      formula: "Pixel less mean, over deviation, whether it is training or not.", solution: "Sources/Images",
      reference: Function { (pixels: [Double], mean: Double, deviation: Double, _: Bool) in
        pixels.map { ($0 - mean) / deviation }
      },
      alternative: Function { (pixels: [Double], mean: Double, deviation: Double, _: Bool) in
        pixels.map { $0 / deviation - mean / deviation }
      },
      worked: [Worked("two pixels", [[1, 0.25], 0.5, 0.25, true], [2, -1])],
      laws: [
        Law("a", "In training and elsewhere") { g in
          [true, false].map { [[.number(g.uniform()), 0.9, 0.05], 0.3, 0.2, .truth($0)] }
        }
      ], known: LoopMistakes.normalize),
    CourseTask(
      "9.5", "Batch normalization", function: "batchNorm",
      arguments: ["numbers", "runningMean", "runningVariance", "isTraining"],
      formula: "In training the mean of the numbers and the mean of their squared distances from it; otherwise what is "
        + "given. Then (number − mean) / √(variance + 0.00001).",
      solution: "Sources/Layers: batch normalization and its running statistics",
      reference: Function { (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let used = isTraining ? ScheduleMistakes.statistics(numbers) : (mean: mean, variance: variance)
        return numbers.map { ($0 - used.mean) / (used.variance + 1e-5).squareRoot() }
      },
      alternative: Function { (numbers: [Double], mean: Double, variance: Double, isTraining: Bool) in
        let (count, sum) = (Double(numbers.count), numbers.reduce(0, +))
        let center = isTraining ? sum / count : mean
        let spread = isTraining ? numbers.map { pow($0 - center, 2) }.reduce(0, +) / count : variance
        return numbers.map { ($0 - center) / sqrt(spread + 1e-5) }
      },
      worked: [Worked("two numbers in training", [[1, 3], 0, 1, true], [-0.999995, 0.999995])],
      laws: [
        Law("a", "In training and elsewhere") { g in
          [true, false].map { [[.number(g.uniform()), 2, -1, 0.5], 0.3, 1.7, .truth($0)] }
            + [[[0.125, 0.13], 0.1, 0.001, true], [[0.125, 0.13], 0.1, 0.001, false]]
        }
      ], known: ScheduleMistakes.batchNorm),
    CourseTask(
      "9.6", "The learning rate", function: "rate", arguments: ["step", "stepsPerEpoch", "base", "warmup", "drops"],
      formula:
        "The epoch is the step over the steps of an epoch, rounded down. The base, times (step + 1) / warm-up while "
        + "the step is below the warm-up, times 0.1 for each drop that the epoch has reached.",
      solution: "Sources/Training: schedules",
      reference: Function { (step: Int, perEpoch: Int, base: Double, warmup: Int, drops: [Int]) in
        let ramp = step < warmup ? Double(step + 1) / Double(warmup) : 1
        return base * ramp * pow(0.1, Double(drops.count { step / perEpoch >= $0 }))
      },
      alternative: Function { (step: Int, perEpoch: Int, base: Double, warmup: Int, drops: [Int]) in
        var rate = base
        for drop in drops where step >= drop * perEpoch { rate /= 10 }
        return step < warmup ? rate * Double(step + 1) / Double(warmup) : rate
      },
      worked: [
        Worked("in the second epoch", [150, 100, 0.01, 0, [8, 11]], 0.01),
        Worked("the first step of ten", [0, 100, 0.01, 10, [8]], 0.001),
      ],
      laws: [
        Law("a", "In the warm-up, before a drop, at it, and after the last") { g in
          [4, 9, 10, 250, 799, 800, 950, 1100, 1200 + g.integer(in: 0...99)].map {
            [.integer($0), 100, 0.01, 10, [8, 11]]
          }
        }
      ], known: ScheduleMistakes.rate),
    CourseTask(
      "9.7", "What decays", function: "decays", arguments: ["kinds"], formula: "The weights, and nothing else.",
      solution: "Sources/Training: groups of parameters",
      reference: Function { (kinds: [String]) in kinds.map { $0 == "weight" } },
      alternative: Function { (kinds: [String]) in kinds.map { !["bias", "scale", "shift"].contains($0) } },
      worked: [Worked("a convolution with its bias", [["weight", "bias"]], [true, false])],
      laws: [Law("a", "All kinds, in any order") { _ in [[["scale", "weight", "shift", "bias", "weight"]], [[]]] }],
      known: ScheduleMistakes.decays),
    CourseTask(
      "9.8", "Fewer images", kind: .question, function: "rateOfFour", arguments: [],
      formula: "The rate is proportional to the images of a step.", solution: "Sources/Training: schedules",
      tolerance: 1e-6, reference: Function { 0.0025 }, alternative: Function { 0.01 / 4 },
      worked: [Worked("the rate", [], 0.0025)], laws: [],
      mistakes: ScheduleMistakes.question),
    Diagnosis.task(
      "9.9", answers: ["A": "d", "B": "b", "C": "f"], solution: "Sources/Training",
      reading: "Ask what differs between the two measurements: the mode, the picture, the time."),
  ]
}

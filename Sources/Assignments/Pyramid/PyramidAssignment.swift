// Assignment 8 as the judge sees it: worked numbers, laws, two correct versions.

import Randomness

extension Course {
  static let pyramid = Assignment(
    number: 8, name: "pyramid", title: "Pyramid and heads", hours: 2, taskProtocol: "PyramidTask",
    tasks: PyramidLaws.tasks)
}

enum PyramidLaws {
  /// A map of numbers on both sides of 0.
  private static func map(_ g: inout SeededGenerator, _ rows: Int, _ columns: Int) -> [[Double]] {
    var map: [[Double]] = []
    for _ in 0..<rows { map.append((0..<columns).map { _ in g.uniform(in: -3...3) }) }
    return map
  }

  private static let small = HeadMistakes.count(64, 9, 3)

  static let tasks: [CourseTask] = [
    CourseTask(
      "8.1", "To the finer size", function: "upsample", arguments: ["map", "rows", "columns"],
      formula:
        "Each cell of the result has the number of the cell with half its row and half its column, rounded down.",
      solution: "Sources/Tensors: nearest upsampling to a given size",
      reference: Function { (map: [[Double]], rows: Int, columns: Int) in
        PyramidMistakes.upsampled(map, rows, columns)
      },
      alternative: Function { (map: [[Double]], rows: Int, columns: Int) in
        let doubled = map.flatMap { row in
          let wide = row.flatMap { [$0, $0] }
          return [wide, wide]
        }
        return doubled.prefix(rows).map { Array($0.prefix(columns)) }
      },
      worked: [Worked("from 2 to 3 columns", [[[1, 2]], 1, 3], [[1, 1, 2]])],
      laws: [
        Law("a", "Odd and even sizes that are not square") { g in
          [[map(&g, 2, 3).value, 4, 5], [map(&g, 2, 3).value, 3, 6]]
        }
      ], known: PyramidMistakes.upsample),
    CourseTask(
      "8.2", "From the top down", function: "pyramid", arguments: ["laterals", "smoothing"],
      formula:
        "The coarsest map is its lateral. Every finer one is its lateral plus the next coarser map, upsampled. What "
        + "is given out is each times the smoothing; what is passed down is not.",
      solution: "Sources/Detector: the feature pyramid",
      reference: Function { (laterals: [[[Double]]], smoothing: Double) in
        PyramidMistakes.merged(laterals, smoothing: smoothing)
      },
      alternative: Function { (laterals: [[[Double]]], smoothing: Double) in
        // The sum of all laterals above a cell, each looked up where it is.
        func sum(_ level: Int, _ y: Int, _ x: Int) -> Double {
          var sum = 0.0
          for above in level..<laterals.count {
            let step = above - level
            sum += laterals[above][y >> step][x >> step]
          }
          return sum * smoothing
        }
        return laterals.indices.map { level in
          laterals[level].indices.map { y in laterals[level][y].indices.map { x in sum(level, y, x) } }
        }
      },
      worked: [Worked("two levels", [[[[1, 2, 3]], [[10, 20]]], 2], [[[22, 24, 46]], [[20, 40]]])],
      laws: [
        Law("a", "Three levels of odd sizes") { g in
          [[[map(&g, 5, 7), map(&g, 3, 4), map(&g, 2, 2)].value, .number(g.uniform(in: 2...3))]]
        }
      ], known: PyramidMistakes.pyramid),
    CourseTask(
      "8.3", "P6 and P7", function: "coarse", arguments: ["p5", "weight"],
      formula:
        "P6 is every second cell of P5 times the weight; P7 is every second cell of P6 with its negative numbers "
        + "set to 0, times the weight. P6 is given out as it was.",
      solution: "Sources/Detector: P6 and P7, and who makes them of what",
      reference: Function { (map: [[Double]], weight: Double) in
        let p6 = PyramidMistakes.halved(map, weight)
        return [p6, PyramidMistakes.halved(PyramidMistakes.rectified(p6), weight)]
      },
      alternative: Function { (map: [[Double]], weight: Double) in
        func everySecond<Element>(_ list: [Element]) -> [Element] {
          list.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element)
        }
        let p6: [[Double]] = everySecond(map).map { row in everySecond(row).map { $0 * weight } }
        let p7: [[Double]] = everySecond(p6).map { row in everySecond(row).map { $0 > 0 ? $0 * weight : 0 } }
        return [p6, p7]
      },
      worked: [Worked("a negative number", [[[-1, 5, 3], [7, 7, 7]], 2], [[[-2, 6]], [[0]]])],
      laws: [
        Law("a", "Any map, any sign of the weight") { g in
          [
            [map(&g, 5, 7).value, 1.5], [map(&g, 4, 3).value, .number(-g.uniform(in: 1...2))],
            [[[-1, 5, 3], [7, 7, 7]], -2],
          ]
        }
      ], known: PyramidMistakes.coarse),
    CourseTask(
      "8.4", "The head's parameters", function: "parameters", arguments: ["channels", "levels", "anchors", "classes"],
      formula:
        "A 3 × 3 convolution has 9 numbers for each pair of channels; a bias has one for each output. The levels "
        + "share the head.",
      solution: "Sources/Detector: the heads; the small model has 1 152 527 parameters in all",
      reference: Function { (channels: Int, _: Int, anchors: Int, classes: Int) in
        HeadMistakes.count(channels, anchors, classes)
      },
      alternative: Function { (channels: Int, _: Int, anchors: Int, classes: Int) in
        let tower = (0..<4).reduce(0) { sum, _ in sum + channels * 3 * 3 * channels }
        return tower + channels * 3 * 3 * anchors * classes + anchors * classes
      },
      worked: [Worked("two channels, one anchor, one class", [2, 5, 1, 1], 163)],
      laws: [Law("a", "Any head") { g in [[.integer(g.integer(in: 8...64)), 4, 9, 3], [16, 1, 3, 20]] }],
      known: HeadMistakes.parameters),
    CourseTask(
      "8.5", "The order of the outputs", function: "flatten", arguments: ["levels", "classes"],
      formula:
        "Level, row, column, anchor of the cell, each from the first on; the K numbers of an anchor stand together.",
      solution: "Sources/Anchors/AnchorLocation.swift: the same order, as anchors have it",
      reference: Function { (levels: [[[[Double]]]], classes: Int) in
        levels.flatMap { $0.flatMap { $0.flatMap { HeadMistakes.rows($0, classes) } } }
      },
      alternative: Function { (levels: [[[[Double]]]], classes: Int) in
        var all: [Double] = []
        for level in levels { for row in level { for cell in row { all += cell } } }
        return HeadMistakes.rows(all, classes)
      },
      worked: [
        Worked(
          "two levels of two anchors a cell", [[[[[1, 2, 3, 4], [5, 6, 7, 8]]], [[[9, 10, 11, 12]]]], 2],
          [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10], [11, 12]])
      ],
      laws: [
        Law("a", "Two rows of three cells, then one; two anchors, three classes") { g in
          [[[[map(&g, 3, 6), map(&g, 3, 6)], [map(&g, 1, 6)]].value, 3]]
        }
      ], known: HeadMistakes.flatten),
    CourseTask(
      "8.6", "Whose row is this", function: "images", arguments: ["levels"],
      formula: "For each image its numbers of the finest level, then those of the next, to the coarsest.",
      solution: "Sources/Detector: outputs of a batch",
      reference: Function { (levels: [[[Double]]]) in
        (levels.first ?? []).indices.map { image in levels.flatMap { $0[image] } }
      },
      alternative: Function { (levels: [[[Double]]]) in
        var images = [[Double]](repeating: [], count: levels.first?.count ?? 0)
        for level in levels { for (image, numbers) in level.enumerated() { images[image] += numbers } }
        return images
      },
      worked: [Worked("two levels, two images", [[[[1, 2], [3, 4]], [[5], [6]]]], [[1, 2, 5], [3, 4, 6]])],
      laws: [Law("a", "Three images") { g in [[[map(&g, 3, 4), map(&g, 3, 2), map(&g, 3, 1)].value]] }],
      known: HeadMistakes.images),
    CourseTask(
      "8.7", "The small head", kind: .question, function: "parametersOfSmallHead", arguments: [],
      formula: "Four times 9 · 64 · 64, then (9 · 64 + 1) · 27.", solution: "Examples/two-heads-one-loss",
      reference: Function { small }, alternative: Function { 163_035 }, worked: [Worked("the count", [], 163_035)],
      laws: [],
      mistakes: HeadMistakes.question),
    Diagnosis.task(
      "8.8", answers: ["A": "c", "B": "e", "C": "a"], solution: "Examples/two-heads-one-loss",
      reading: "Swap two images of a batch; put one number into the top of the pyramid; look at a picture of odd size."),
  ]
}

// What goes wrong before and after suppression in assignment 6: candidates, the best so many, rows.

enum CandidateMistakes {
  private static let pair: [Value] = [[[0.6, 0.7]], 0.05]
  private static let both: Value = [[0, 0], [0, 1]]
  private static let above = "above the threshold"

  static let candidates = Known(
    [
      Mistake(
        "N11", "only the best class of an anchor is a candidate", place: "score of which class",
        Figure(pair, right: both, wrong: [[0, 1]]), convention: "yhenon/pytorch-retinanet"),
      Mistake(
        "N13", "anchor and class are exchanged", place: "which index is the anchor's",
        Figure(pair, right: both, wrong: [[0, 0], [1, 0]])),
      Mistake(
        "N14", "a score at the threshold is a candidate", place: above,
        Figure([[[0.05, 0.7]], 0.05], right: [[0, 1]], wrong: [[0, 0], [0, 1]])),
      Mistake(
        "N17", "class 0 is taken for background", place: "there is no background class",
        Figure(pair, right: both, wrong: [[0, 1]])),
      Mistake(
        "N18", "the best comes first", place: "the order that is asked for: nothing is sorted here",
        Figure(pair, right: both, wrong: [[0, 1], [0, 0]])),
      Mistake(
        "N27", "classes are the outer loop", place: "by anchor, and then by label",
        Figure(
          [[[0.6, 0.7], [0.8, 0.1]], 0.5], right: [[0, 0], [0, 1], [1, 0]], wrong: [[0, 0], [1, 0], [0, 1]])),
    ], exclusive: [["N18", "N27"]]
  ) { wrong in
    Function { (scores: [[Double]], threshold: Double) -> [[Int]] in
      func isCandidate(_ score: Double) -> Bool { score > threshold || (wrong("N14") && score == threshold) }
      var found = scores.indices.flatMap { anchor -> [(anchor: Int, label: Int)] in
        let labels = scores[anchor].indices.filter { !wrong("N17") || $0 > 0 }
        let best = labels.max { (scores[anchor][$0], -$0) < (scores[anchor][$1], -$1) }
        return labels.filter { isCandidate(scores[anchor][$0]) && (!wrong("N11") || $0 == best) }.map { (anchor, $0) }
      }
      if wrong("N18") { found.sort { scores[$0.anchor][$0.label] > scores[$1.anchor][$1.label] } }
      if wrong("N27") { found.sort { ($0.label, $0.anchor) < ($1.label, $1.anchor) } }
      return found.map { wrong("N13") ? [$0.label, $0.anchor] : [$0.anchor, $0.label] }
    }
  }

  private static let three: [Value] = [[0.2, 0.9, 0.5], 2]

  static let top = Known(
    [
      Mistake("N1", "the worst comes first", place: "best first", Figure(three, right: [1, 2], wrong: [0, 2])),
      Mistake(
        "N6", "the indices are those of the sorted list", place: "whose indices",
        Figure(three, right: [1, 2], wrong: [0, 1])),
      Mistake(
        "N15", "fewer scores than asked for stop the program", place: "not so many",
        Figure([[0.2], 2], right: [0], outcome: .stopped("index out of range"))),
      Mistake(
        "N19", "the list is cut before it is sorted", place: "the best of all",
        Figure(three, right: [1, 2], wrong: [1, 0])),
      Mistake(
        "N21", "what is found is given by its index", place: "best first, in the result as well",
        Figure([[0.2, 0.5, 0.9], 2], right: [2, 1], wrong: [1, 2])),
    ], exclusive: [["N6", "N19", "N21"]]
  ) { wrong in
    Function { (scores: [Double], count: Int) in
      if wrong("N15") && count > scores.count { throw Stopped(reason: "index out of range") }
      let number = max(0, count)
      let considered = wrong("N19") ? Array(scores.prefix(number)) : scores
      let best = SuppressionMistakes.order(considered)
      let found = Array((wrong("N1") ? best.reversed() : best).prefix(number))
      if wrong("N6") { return Array(scores.indices.prefix(number)) }
      return wrong("N21") ? found.sorted() : found
    }
  }

  private static let rows: [Value] = [[[0, 0, 2, 2], [5, 5, 9, 9]], [0.1, 0.8], [2, 1], 0.5]
  private static let second: Value = [[5, 5, 9, 9, 0.8, 1]]

  static let detections = Known(
    [
      Mistake(
        "N9", "scores and labels are filtered and boxes are not", place: "filter all or none",
        Figure(rows, right: second, wrong: [[0, 0, 2, 2, 0.8, 1]])),
      Mistake(
        "N16", "nothing is filtered", place: "the threshold",
        Figure(rows, right: second, wrong: [[0, 0, 2, 2, 0.1, 2], [5, 5, 9, 9, 0.8, 1]])),
      Mistake(
        "N14", "a score at the threshold is a detection", place: above,
        Figure([[[5, 5, 9, 9]], [0.5], [1], 0.5], right: [], wrong: [[5, 5, 9, 9, 0.5, 1]])),
      Mistake(
        "N18", "the best comes first", place: "the order that is asked for: nothing is sorted here",
        Figure(
          [[[0, 0, 2, 2], [5, 5, 9, 9]], [0.6, 0.8], [2, 1], 0.5],
          right: [[0, 0, 2, 2, 0.6, 2], [5, 5, 9, 9, 0.8, 1]],
          wrong: [[5, 5, 9, 9, 0.8, 1], [0, 0, 2, 2, 0.6, 2]])),
      Mistake(
        "N25", "width and height stand in place of the far edges", place: "four edges",
        Figure(rows, right: second, wrong: [[5, 5, 4, 4, 0.8, 1]]), convention: "COCO's files of results"),
      Mistake(
        "N26", "the label comes before the score", place: "the order of the six numbers",
        Figure(rows, right: second, wrong: [[5, 5, 9, 9, 1, 0.8]])),
    ], exclusive: [["N14", "N16"]]
  ) { wrong in
    Function { (boxes: [Rectangle], scores: [Double], labels: [Int], threshold: Double) -> [[Double]] in
      var found = boxes.indices.filter {
        wrong("N16") || scores[$0] > threshold || (wrong("N14") && scores[$0] == threshold)
      }
      if wrong("N18") { found.sort { scores[$0] > scores[$1] } }
      return found.enumerated().map { place, index in
        var row = row(of: boxes[wrong("N9") ? place : index], scores[index], labels[index])
        if wrong("N25") { (row[2], row[3]) = (row[2] - row[0], row[3] - row[1]) }
        if wrong("N26") { row.swapAt(4, 5) }
        return row
      }
    }
  }

  /// A detection as a row of six numbers.
  static func row(of box: Rectangle, _ score: Double, _ label: Int) -> [Double] {
    [box.xMin, box.yMin, box.xMax, box.yMax, score, Double(label)]
  }
}

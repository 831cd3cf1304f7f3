// One class over all images: precision at 101 recalls and recall, for each area range and IoU threshold.

import Boxes

/// The tables of one class from which COCO's numbers are means, `nil` where there is no object to find.
struct ClassEvaluation {
  /// [area][threshold][101], at most as many detections as the largest limit.
  var precision: [[[Double]]?] = []
  /// [area][threshold], at most as many detections as the largest limit.
  var recall: [[Double]?] = []
  /// [limit][threshold] over all areas.
  var recallByLimit: [[Double]?] = []
  /// Objects that are no crowd.
  var objectCount = 0
  /// At IoU 0.5 over all areas: precision at 101 recalls; `nil` without objects.
  var precision50: [Double]?
  /// At IoU 0.5 over all areas.
  var curve = PrecisionRecallCurve([], objectCount: 0)

  private enum Outcome { case right, wrong, ignored }

  /// - Parameter areas: the first is that of all objects.
  init(_ scenes: [ClassScene], areas: [AreaRange], thresholds: [Double], limits: [Int]) {
    let scores = scenes.flatMap { $0.detections.map(\.score) }
    let detectionAreas = scenes.flatMap { $0.detections.map(\.boxArea) }
    let ranks = scenes.flatMap { $0.detections.indices }
    let order = ranking(scores)
    // Most images have no object of the class: there every detection is wrong, at whatever threshold.
    var busy: [(scene: ClassScene, start: Int)] = []
    var start = 0
    for scene in scenes {
      if !scene.objects.isEmpty { busy.append((scene, start)) }
      start += scene.detections.count
    }

    for (index, area) in areas.enumerated() {
      let orders = busy.map { $0.scene.order(area: area) }
      let count = orders.reduce(0) { $0 + $1.counting }
      let unmatched = detectionAreas.map { area.contains($0) ? Outcome.wrong : .ignored }
      func outcomes(at threshold: Double) -> [Outcome] {
        var outcomes = unmatched
        for (index, order) in orders.enumerated() {
          let start = busy[index].start
          busy[index].scene.match(iouThreshold: threshold, order: order) { detection, object, isIgnored in
            outcomes[start + detection] = isIgnored ? .ignored : object == nil ? .wrong : .right
          }
        }
        return outcomes
      }
      func precisions(_ outcomes: [Outcome]) -> [Double] {
        AveragePrecision.precisions(
          finds: Self.finds(outcomes, order), objectCount: count, at: AveragePrecision.cocoRecalls)
      }
      let byThreshold = thresholds.map(outcomes)
      recall.append(count == 0 ? nil : byThreshold.map { Double($0.count { $0 == .right }) / Double(count) })
      precision.append(count == 0 ? nil : byThreshold.map(precisions))
      if index == 0 {
        let half = thresholds.firstIndex(of: 0.5).map { byThreshold[$0] } ?? outcomes(at: 0.5)
        objectCount = count
        precision50 = count == 0 ? nil : precisions(half)
        curve = Self.curve(half, scores, order, count)
        recallByLimit = limits.map { limit in
          count == 0 ? nil : byThreshold.map { Self.recall($0, ranks, limit: limit, count: count) }
        }
      }
    }
  }

  private static func recall(_ outcomes: [Outcome], _ ranks: [Int], limit: Int, count: Int) -> Double {
    Double(outcomes.indices.count { outcomes[$0] == .right && ranks[$0] < limit }) / Double(count)
  }

  private static func curve(
    _ outcomes: [Outcome], _ scores: [Double], _ order: [Int], _ count: Int
  ) -> PrecisionRecallCurve {
    var scored: [PrecisionRecallCurve.Scored] = []
    for index in order where outcomes[index] != .ignored {
      scored.append(.init(score: scores[index], isTruePositive: outcomes[index] == .right))
    }
    return PrecisionRecallCurve(scored, objectCount: count)
  }

  /// How many detections that count have been seen, itself included, at each that is right.
  private static func finds(_ outcomes: [Outcome], _ order: [Int]) -> [Int] {
    var finds: [Int] = []
    var seen = 0
    for index in order {
      let outcome = outcomes[index]
      if outcome != .ignored { seen += 1 }
      if outcome == .right { finds.append(seen) }
    }
    return finds
  }
}

// One class over all images: precision at 101 recalls and recall, for each area range and IoU threshold.

/// The tables of one class from which COCO's numbers are means, `nil` where there is no object to find.
struct ClassEvaluation {
  /// [area][threshold][101], at most 100 detections.
  var precision: [[[Double]]?] = []
  /// [area][threshold], at most 100 detections.
  var recall: [[Double]?] = []
  /// [limit][threshold] over all areas.
  var recallByLimit: [[Double]?] = []
  /// Objects that are no crowd.
  var objectCount = 0
  /// At IoU 0.5 over all areas.
  var curve = PrecisionRecallCurve([], objectCount: 0)

  private enum Outcome { case right, wrong, ignored }

  init(_ scenes: [ClassScene]) {
    let thresholds = COCOEvaluator.iouThresholds
    let scores = scenes.flatMap { $0.detections.map(\.score) }
    let ranks = scenes.flatMap { Array($0.detections.indices) }
    let order = ranking(scores)

    for area in AreaRange.coco {
      let orders = scenes.map { $0.order(area: area) }
      let count = orders.reduce(0) { $0 + $1.counting }
      let outcomes = thresholds.map { Self.outcomes(scenes, orders, iouThreshold: $0, count: scores.count) }
      if area == .all {
        objectCount = count
        recallByLimit = COCOEvaluator.detectionLimits.map { limit in
          count == 0
            ? nil : outcomes.map { Self.recall(zip(ranks, $0).lazy.filter { $0.0 < limit }.map(\.1), of: count) }
        }
        curve = PrecisionRecallCurve(
          order.filter { outcomes[0][$0] != .ignored }.map {
            .init(score: scores[$0], isTruePositive: outcomes[0][$0] == .right)
          }, objectCount: count)
      }
      recall.append(count == 0 ? nil : outcomes.map { Self.recall($0, of: count) })
      precision.append(
        count == 0
          ? nil
          : outcomes.map { outcomes in
            AveragePrecision.precisions(
              order.filter { outcomes[$0] != .ignored }.map { outcomes[$0] == .right }, objectCount: count,
              at: AveragePrecision.cocoRecalls)
          })
    }
  }

  private static func outcomes(
    _ scenes: [ClassScene], _ orders: [ClassScene.Order], iouThreshold: Double, count: Int
  ) -> [Outcome] {
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(count)
    for (scene, order) in zip(scenes, orders) {
      scene.match(iouThreshold: iouThreshold, order: order) { _, object, isIgnored in
        outcomes.append(isIgnored ? .ignored : object == nil ? .wrong : .right)
      }
    }
    return outcomes
  }

  private static func recall(_ outcomes: some Sequence<Outcome>, of count: Int) -> Double {
    Double(outcomes.reduce(0) { $0 + ($1 == .right ? 1 : 0) }) / Double(count)
  }
}

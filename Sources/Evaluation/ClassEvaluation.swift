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
    let scores = scenes.flatMap { $0.detections.map(\.score) }
    let areas = scenes.flatMap { $0.detections.map(\.box.area) }
    let ranks = scenes.flatMap { $0.detections.indices }
    let order = ranking(scores)
    // Most images have no object of the class: there every detection is wrong, at whatever threshold.
    var busy: [(scene: ClassScene, start: Int)] = []
    var start = 0
    for scene in scenes {
      if !scene.objects.isEmpty { busy.append((scene, start)) }
      start += scene.detections.count
    }

    for area in AreaRange.coco {
      let orders = busy.map { $0.scene.order(area: area) }
      let count = orders.reduce(0) { $0 + $1.counting }
      let unmatched = areas.map { area.contains($0) ? Outcome.wrong : .ignored }
      let outcomes = COCOEvaluator.iouThresholds.map { threshold in
        var outcomes = unmatched
        for (index, order) in orders.enumerated() {
          let start = busy[index].start
          busy[index].scene.match(iouThreshold: threshold, order: order) { detection, object, isIgnored in
            outcomes[start + detection] = isIgnored ? .ignored : object == nil ? .wrong : .right
          }
        }
        return outcomes
      }
      if area == .all { overAllAreas(outcomes, scores, ranks, order, count) }
      recall.append(count == 0 ? nil : outcomes.map { Double($0.count { $0 == .right }) / Double(count) })
      precision.append(
        count == 0
          ? nil
          : outcomes.map { outcomes in
            AveragePrecision.precisions(
              finds: Self.finds(outcomes, order), objectCount: count, at: AveragePrecision.cocoRecalls)
          })
    }
  }

  /// What COCO gives for all areas only.
  private mutating func overAllAreas(
    _ outcomes: [[Outcome]], _ scores: [Double], _ ranks: [Int], _ order: [Int], _ count: Int
  ) {
    objectCount = count
    recallByLimit = COCOEvaluator.detectionLimits.map { limit in
      if count == 0 { return nil }
      return outcomes.map { outcomes in
        Double(outcomes.indices.count { outcomes[$0] == .right && ranks[$0] < limit }) / Double(count)
      }
    }
    var scored: [PrecisionRecallCurve.Scored] = []
    for index in order where outcomes[0][index] != .ignored {
      scored.append(.init(score: scores[index], isTruePositive: outcomes[0][index] == .right))
    }
    curve = PrecisionRecallCurve(scored, objectCount: count)
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

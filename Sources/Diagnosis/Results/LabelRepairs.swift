// The repairs of class numbers.

import Boxes
import Images

enum LabelRepairs {
  static func candidates(_ results: RankedResults, _ truth: Truth) -> [WhatIf.Candidate] {
    var found = [
      shifted(by: 1, .labelsUp, results, truth), shifted(by: -1, .labelsDown, results, truth),
      ignored(results, truth),
    ]
    if let permuted = permuted(results, truth) { found.insert(permuted, at: 2) }
    if let without = withoutBackground(results, truth) { found.append(without) }
    return found
  }

  private static func shifted(
    by step: Int, _ repair: Repair, _ results: RankedResults, _ truth: Truth
  ) -> WhatIf.Candidate {
    var after = results
    for index in results.entries.indices {
      after.entries[index].categoryID = after.entries[index].categoryID.shifted(by: step)
      after.labels[index] = truth.labelOfCategory[after.entries[index].categoryID] ?? -1
    }
    return WhatIf.Candidate(repair: repair, detail: "", results: after)
  }

  /// For each result the label of the object that it overlaps most, if that is at least 0.5.
  private static func onObjects(_ results: RankedResults, _ truth: Truth) -> [Int?] {
    results.entries.indices.map { index in
      guard results.pictures[index] >= 0 else { return nil }
      let box = results.entries[index].box
      var best = (iou: 0.5, label: nil as Int?)
      for object in truth.objects[results.pictures[index]] where !object.isCrowd {
        let iou = box.iou(object.box)
        if iou >= best.iou { best = (iou, object.label) }
      }
      return best.label
    }
  }

  private static func ignored(_ results: RankedResults, _ truth: Truth) -> WhatIf.Candidate {
    var after = results
    for (index, label) in onObjects(results, truth).enumerated() {
      after.labels[index] = label ?? results.labels[index]
    }
    return WhatIf.Candidate(repair: .labelsIgnored, detail: "", results: after)
  }

  /// Every written number becomes the class that it lies on most, one number to one class.
  private static func permuted(_ results: RankedResults, _ truth: Truth) -> WhatIf.Candidate? {
    let written = Set(results.entries.map(\.categoryID)).sorted()
    let classes = truth.counts.count
    guard !written.isEmpty, written.count <= 400, classes > 0 else { return nil }
    let rows = Dictionary(uniqueKeysWithValues: written.enumerated().map { ($1, $0) })
    var table = [[Double]](
      repeating: [Double](repeating: 0, count: max(classes, written.count)), count: written.count)
    for (index, label) in onObjects(results, truth).enumerated() {
      guard let label, let row = rows[results.entries[index].categoryID] else { continue }
      // A confident detection says more about what its number means.
      table[row][label] += max(0, results.entries[index].score)
    }
    let columns = BestAssignment.columns(maximizing: table)
    var meaning: [COCOIdentifier: Int] = [:]
    for (id, column) in zip(written, columns) where column < classes && table[rows[id] ?? 0][column] > 0 {
      meaning[id] = column
    }
    var after = results
    for index in results.entries.indices {
      after.labels[index] = meaning[results.entries[index].categoryID] ?? -1
    }
    let changes = written.compactMap { id -> String? in
      guard let label = meaning[id], truth.file.categories[label].id != id else { return nil }
      return "\(id) → \(truth.file.categories[label].id)"
    }
    guard !changes.isEmpty else { return nil }
    let more = changes.count > 6 ? ", …" : ""
    return WhatIf.Candidate(
      repair: .labelsPermuted, detail: changes.prefix(6).joined(separator: ", ") + more, results: after)
  }

  /// The written numbers that mean nothing: a class called background, or 0 where the file begins with 1.
  static func backgroundNumbers(_ results: RankedResults, _ truth: Truth) -> Set<COCOIdentifier> {
    var numbers = Set(truth.file.categories.filter { LabelRules.isBackground($0.name) }.map(\.id))
    if truth.labelOfCategory[0] == nil, truth.labelOfCategory[1] != nil { numbers.insert(.number(0)) }
    return numbers.intersection(results.entries.map(\.categoryID))
  }

  private static func withoutBackground(_ results: RankedResults, _ truth: Truth) -> WhatIf.Candidate? {
    let background = backgroundNumbers(results, truth)
    guard !background.isEmpty else { return nil }
    let kept = results.entries.indices.filter { !background.contains(results.entries[$0].categoryID) }
    return WhatIf.Candidate(
      repair: .backgroundClass, detail: "category_id \(background.sorted().map(\.description).joined(separator: ", "))",
      results: results.at(kept))
  }
}

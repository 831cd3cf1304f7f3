// A comparison of systems as text: four tables, then a sentence for each difference.

import Anchors
import Boxes
import Losses
import Matching
import Text

extension SystemComparison {
  /// Tables of anchors, matching, losses and detections, and the differences in words.
  public var text: String {
    [
      section("Anchors", anchorTable), section("Matching: P positive, I ignored, N negative anchors", matchingTable),
      section("Positive anchors of each object", objectTable),
      section("Losses before training (every score 0.01, all four numbers 0)", lossTable),
      section("What a detector finds that has learnt exactly this", detectionTable),
      section("Where they differ", differences.map { "- \($0.sentence)" }.joined(separator: "\n")),
    ].joined(separator: "\n\n")
  }

  private func section(_ title: String, _ body: String) -> String { "\(title)\n\n\(body)" }

  private func rows(_ head: [String], _ cells: (View) -> [String]) -> String {
    textTable([["system"] + head] + views.map { [$0.conventions.system.rawValue] + cells($0) })
  }

  /// Counts, the first cell's first anchor and its last: order, center and rounding show in them.
  private var anchorTable: String {
    rows(["anchors", "the first", "the second", "the last of the first cell"]) { view in
      let cell = view.conventions.anchors.anchorsPerCell
      return ["\(view.anchors.count)"] + [0, 1, cell - 1].map { corners(view.anchors[$0]) }
    }
  }

  private func corners(_ box: Box) -> String {
    [box.xMin, box.yMin, box.xMax, box.yMax].map { $0.fixed(digits: 1) }.joined(separator: " ")
  }

  private var matchingTable: String {
    rows(["P", "I", "N", "objects learnt"]) { view in
      let matches = view.matches
      return [
        "\(matches.positiveCount)", "\(matches.ignoredCount)", "\(matches.negativeCount)",
        "\(view.learnt.count) of \(objects.count)",
      ]
    }
  }

  private var objectTable: String {
    rows(objects.indices.map { "\($0)" }) { view in
      objects.indices.map { object in
        let count = view.matches.positives(ofObject: object).count
        let best = view.matches.objectBestIoU[object].fixed(digits: 2)
        return count == 0 ? "– (\(best))" : "\(count) (\(best))"
      }
    } + "\n(in brackets the IoU of the object's best anchor)"
  }

  private var lossTable: String {
    rows(["class", "box", "sum", "box loss"]) { view in
      [
        view.classification.fixed(digits: 4), view.box.fixed(digits: 4), view.total.fixed(digits: 4),
        view.conventions.boxLoss.text,
      ]
    }
  }

  private var detectionTable: String {
    rows(["found", "missed", "the first"]) { view in
      let missed = objects.indices.filter { !view.learnt.contains($0) }
      let first = view.detections.first.map { corners($0.box) } ?? "–"
      return [
        "\(view.detections.count)", missed.isEmpty ? "–" : missed.map { "\($0)" }.joined(separator: " "), first,
      ]
    }
  }
}

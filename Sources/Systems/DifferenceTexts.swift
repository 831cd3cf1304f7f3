// The words for each choice, and what it changes on the compared scene.

import Anchors
import Boxes
import Detector
import Losses
import Matching
import Text

extension SystemComparison {
  func orderText(_ order: AnchorGenerator.Order) -> String {
    switch order {
    case .ratioMajor: "for every ratio every scale"
    case .scaleMajor: "for every scale every ratio"
    }
  }

  func centerText(_ center: AnchorGenerator.Center) -> String {
    switch center {
    case .corner: "i · stride"
    case .halfStride: "(i + ½) · stride"
    case .pixelCenter: "i · stride + (stride - 1) / 2"
    }
  }

  var centerConsequence: String { "On P3 that is up to 4 pixels, on P7 up to 64." }

  func ratioText(_ meaning: AnchorGenerator.RatioMeaning) -> String {
    meaning == .heightOverWidth ? "height / width" : "width / height"
  }

  func roundingText(_ rounding: AnchorGenerator.Rounding) -> String {
    switch rounding {
    case .none: "none"
    case .corners: "sizes cut, corners to whole pixels"
    case .cells: "the shapes of one cell to whole pixels"
    }
  }

  var roundingConsequence: String {
    let areas = views.map { view in (view.conventions.system, view.anchors[0].area(view.conventions.anchors.pixels)) }
    let list = areas.filter { abs($0.1 - 1_024) > 0.5 }.map { "\($0.0.name) \($0.1.short)" }
    return list.isEmpty
      ? "The first anchor has the same area everywhere."
      : "The first anchor's area is \(list.joined(separator: ", ")) px² instead of 1024."
  }

  func lowQualityText(_ rule: Matcher.LowQualityRule) -> String {
    switch rule {
    case .none: "are not positive"
    case .bestAnchors: "are positive, for their own best object"
    case .bestAnchorsUnlessNegative: "are positive from 0.4 on"
    case .objectsTakeBestAnchors: "are positive, for the object whose best they are"
    }
  }

  var lowQualityConsequence: String {
    let learnt = Dictionary(grouping: views) { $0.learnt.count }.sorted { $0.key > $1.key }
    let parts = learnt.map { count, views in "\(count) by \(names(views))" }
    return "Of this scene's \(objects.count) objects are learnt: \(parts.joined(separator: "; "))."
  }

  func boundaryText(_ rule: Matcher.BoundaryRule) -> String { rule == .ignored ? "ignored" : "negative" }

  var boundaryConsequence: String {
    let counts = views.compactMap { view -> String? in
      let count = view.anchors.indices.count { view.matches.bestIoU[$0] == view.conventions.matcher.negativeThreshold }
      return count == 0 ? nil : "\(count) in \(view.conventions.system.name)"
    }
    return counts.isEmpty
      ? "No anchor of this scene has it." : "Anchors that have it here: \(counts.joined(separator: ", "))."
  }

  func outOfImageText(_ rule: Matcher.OutOfImageRule) -> String {
    switch rule {
    case .keep: "are kept"
    case .ignoreBeyond(let border): "are ignored if they reach more than \(border.short) px out"
    case .ignoreCenteredOutside: "are ignored if they are centered outside"
    }
  }

  var outOfImageConsequence: String {
    let parts = views.compactMap { view -> String? in
      let count = view.matches.isOutside.count { $0 }
      return count == 0 ? nil : "\(view.conventions.system.name) ignores \(count)"
    }
    return parts.isEmpty ? "None is on this scene." : "On this scene \(parts.joined(separator: ", "))."
  }

  func pixelsText(_ pixels: PixelConvention) -> String {
    pixels == .continuous ? "of continuous boxes" : "of inclusive pixels (+ 1)"
  }

  var codingConsequence: String {
    let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)
    let boxes = views.map { view in (view, view.conventions.coding.decode((1, 0, 1, 0), anchor: anchor)) }
    let groups = Dictionary(grouping: boxes) { "\($0.1.xMin.fixed(digits: 0))…\($0.1.xMax.fixed(digits: 0))" }
    let parts = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { place, members in
      "\(place) (\(names(members.map(\.0))))"
    }
    return "For an anchor from 0 to 100 the numbers (1, 0, 1, 0) are a box over x = \(parts.joined(separator: ", "))."
  }

  var normalizerConsequence: String {
    "On this scene the classification loss begins between \(range(\.classification)); a learning rate is tuned to one."
  }

  func clippingText(_ clipping: RetinaNet.Inference.Clipping) -> String {
    switch clipping {
    case .beforeSuppression: "before suppression"
    case .afterSuppression: "after it"
    case .never: "never"
    }
  }

  /// "0.1234 (a) and 5.678 (b)": the smallest and the largest, and whose they are.
  func range(_ loss: (View) -> Double) -> String {
    guard let low = views.min(by: { loss($0) < loss($1) }), let high = views.max(by: { loss($0) < loss($1) }) else {
      return "nothing"
    }
    return
      "\(loss(low).short) (\(low.conventions.system.name)) and \(loss(high).short) (\(high.conventions.system.name))"
  }

  private func names(_ views: [View]) -> String { views.map(\.conventions.system.name).joined(separator: ", ") }
}

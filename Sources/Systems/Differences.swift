// The conventions in which systems differ, each as a sentence that says who does what and what it changes.

import Anchors
import Boxes
import Losses
import Matching

extension SystemComparison {
  /// One piece in which the compared systems do not agree.
  public struct Difference: Hashable, Sendable {
    /// The piece.
    public let piece: String
    /// What is done, and by which systems, the rarest first.
    public let choices: [Choice]
    /// What it changes, on this scene where it shows there.
    public let consequence: String

    /// One way of doing it.
    public struct Choice: Hashable, Sendable {
      /// In a few words.
      public let what: String
      /// Who does it.
      public let systems: [ReferenceSystem]
    }

    /// "Piece: A (x, y); B (all others). Consequence."
    public var sentence: String {
      let parts = choices.enumerated().map { index, choice in
        let isRest = index > 0 && index == choices.count - 1 && choice.systems.count > 2
        let who = isRest ? "all others" : choice.systems.map(\.name).joined(separator: ", ")
        return "\(choice.what) (\(who))"
      }
      return "\(piece): \(parts.joined(separator: "; ")). \(consequence)"
    }
  }

  /// Every piece in which the compared systems differ.
  public var differences: [Difference] {
    [
      difference("Order in a cell", orderText, { $0.order }, "A head's weights fit no other order."),
      difference("Center of an anchor", centerText, { $0.center }, centerConsequence),
      difference(
        "Ratio", ratioText, { $0.ratioMeaning }, "With pairs such as ½ and 2 only the order in the cell changes."),
      difference("Rounding", roundingText, { $0.rounding }, roundingConsequence),
      difference("Best anchors below the threshold", lowQualityText, matcher { $0.lowQuality }, lowQualityConsequence),
      difference("IoU of exactly 0.4", boundaryText, matcher { $0.boundary }, boundaryConsequence),
      difference("Anchors outside", outOfImageText, matcher { $0.outOfImage }, outOfImageConsequence),
      difference("IoU", pixelsText, matcher { $0.pixels }, "By + 1 small boxes overlap more."),
      difference("Four numbers", \.text, conventions { $0.coding }, codingConsequence),
      difference("Box loss", \.text, conventions { $0.boxLoss }, "On this scene it begins between \(range(\.box))."),
      difference("Losses divided by", \.text, conventions { $0.normalization }, normalizerConsequence),
      difference(
        "P6", { $0 == .c5 ? "from C5" : "from P5" }, conventions { $0.p6Source },
        "C5 has more channels, so P6 has other weights."),
      difference(
        "ReLU before P7", { $0 ? "yes" : "no" }, conventions { $0.rectifiesBeforeP7 },
        "Without it P7 is a linear function of P6."),
      difference(
        "Detections of an image", { $0 == .max ? "all" : "at most \($0)" },
        conventions { $0.inference.maximumDetections },
        "COCO counts the best 100."),
      difference(
        "Clipping", clippingText, conventions { $0.inference.clipping },
        "Boxes clipped early suppress each other more at the border."),
    ].compactMap { $0 }
  }

  private typealias Pick<Value> = (Conventions) -> Value

  private func conventions<Value>(_ pick: @escaping (Conventions) -> Value) -> (View) -> Value {
    { pick($0.conventions) }
  }

  private func matcher<Value>(_ pick: @escaping (Matcher) -> Value) -> (View) -> Value {
    { pick($0.conventions.matcher) }
  }

  private func difference<Value: Hashable>(
    _ piece: String, _ text: (Value) -> String, _ pick: (AnchorGenerator) -> Value, _ consequence: String
  ) -> Difference? {
    difference(piece, text, { (view: View) in pick(view.conventions.anchors) }, consequence)
  }

  /// Nil where all agree.
  private func difference<Value: Hashable>(
    _ piece: String, _ text: (Value) -> String, _ pick: (View) -> Value, _ consequence: String
  ) -> Difference? {
    var groups: [(value: Value, systems: [ReferenceSystem])] = []
    for view in views {
      let value = pick(view)
      if let index = groups.firstIndex(where: { $0.value == value }) {
        groups[index].systems.append(view.conventions.system)
      } else {
        groups.append((value, [view.conventions.system]))
      }
    }
    guard groups.count > 1 else { return nil }
    let sorted = groups.enumerated().sorted {
      ($0.element.systems.count, $0.offset) < ($1.element.systems.count, $1.offset)
    }
    return Difference(
      piece: piece,
      choices: sorted.map { .init(what: text($0.element.value), systems: $0.element.systems) },
      consequence: consequence)
  }
}

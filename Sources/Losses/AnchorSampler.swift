// Which anchors of an image teach the class outputs: all of them, or a choice that is made anew at every step.
// What an anchor should say is its target, what it costs a ClassificationLoss; this only leaves anchors out.

import Boxes

/// Chooses the anchors of an image that teach the class outputs at a step.
///
/// The box outputs learn from every positive anchor whatever the sampler says, and what the sums are divided by is
/// counted before it: see `LossNormalization.Rule`.
public protocol AnchorSampler: Sendable {
  /// What files and reports call it; the type's name unless said otherwise.
  var name: String { get }
  /// The anchors that teach, ascending, none twice and none that is ignored.
  ///
  /// - Parameters:
  ///   - image: the targets, and on demand the losses and the decoded boxes.
  ///   - generator: seeded anew for each step and image, so that the choice does not depend on threads.
  func selected(_ image: SampledImage, using generator: inout some RandomNumberGenerator) -> [Int]
}

extension AnchorSampler {
  /// The type's name.
  public var name: String { "\(Self.self)" }
}

/// What a sampler may look at; losses and boxes are computed when they are asked for.
public struct SampledImage {
  /// What each anchor should say, [anchors].
  public let targets: [AnchorTarget]
  private let makeLosses: () -> [Double]
  private let makeBoxes: () -> [Box]

  /// An image's anchors.
  public init(
    targets: [AnchorTarget], losses: @escaping () -> [Double], boxes: @escaping () -> [Box] = { [] }
  ) {
    self.targets = targets
    makeLosses = losses
    makeBoxes = boxes
  }

  /// What each anchor costs now, [anchors]; 0 for an ignored one.
  public var losses: [Double] { makeLosses() }
  /// The box that each anchor predicts now, [anchors].
  public var boxes: [Box] { makeBoxes() }
}

/// What the classification loss is summed over, by name: what a configuration holds.
public enum SamplingRule: Hashable, Sendable, Codable {
  /// All anchors that are not ignored: RetinaNet's, which leaves the choice to the focal loss.
  case all
  /// Those that cost most.
  case mined(HardExampleMining)
  /// A fixed number, drawn at random, at most half of them positive.
  case balanced(BalancedSampler)

  // As they are written: {"all": {}}, {"mined": {"mining": {…}}}.
  private enum MinedCodingKeys: String, CodingKey { case _0 = "mining" }
  private enum BalancedCodingKeys: String, CodingKey { case _0 = "sampler" }

  /// Every positive, and for each the three negatives that cost most: SSD's, for images with and without objects.
  public static let oneToThree = SamplingRule.mined(HardExampleMining(.negativesPerPositive(3, atLeast: 3)))

  /// The sampler itself; nil where all anchors teach.
  public var definition: (any AnchorSampler)? {
    switch self {
    case .all: nil
    case .mined(let mining): mining
    case .balanced(let sampler): sampler
    }
  }
}

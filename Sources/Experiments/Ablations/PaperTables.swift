// The paper's tables: Lin, Goyal, Girshick, He and Dollár, Focal Loss for Dense Object Detection (arXiv 1708.02002),
// Table 1, (a) to (d), AP on COCO's minival; and what section 4.1 says of the prior and Figure 4 of the loss.

import Losses
import Training

extension AblationTable {
  /// Table 1a: cross entropy weighed by α.
  public static let balancedCrossEntropy = AblationTable(
    id: "1a", title: "α of balanced cross entropy", source: "Table 1a, section 5.1", columns: ["α"],
    rows: [
      (0.1, 0.0), (0.25, 10.8), (0.5, 30.2), (0.75, 31.1), (0.9, 30.8), (0.99, 28.7), (0.999, 25.1),
    ].map { alpha, paper in Row("\(alpha)", changes: [.gamma(0), .alpha(alpha)], paper: paper) },
    claims: [
      Claim("α = 0.75 is better than no preference, α = 0.5", better: 3, worse: 2),
      Claim("α = 0.5 is better than α = 0.25", better: 2, worse: 1),
      Claim("α = 0.75 is better than α = 0.999", better: 3, worse: 6),
    ],
    differences: """
      With some fifty negatives for every positive, where COCO has a thousand, the negatives own less of the loss, and \
      the α at which both are in balance is another.
      """)

  /// Table 1b: the focal loss by γ, each with its best α.
  public static let focusing = AblationTable(
    id: "1b", title: "γ of the focal loss, with the best α of each", source: "Table 1b, section 5.1", columns: ["γ"],
    rows: [(0.0, 31.1), (0.1, 31.4), (0.2, 31.9), (0.5, 32.9), (1.0, 33.7), (2.0, 34.0), (5.0, 32.2)].map {
      gamma, paper in
      Row(
        cells: ["\(gamma)"], variants: [0.25, 0.5, 0.75].map { [.gamma(gamma), .alpha($0)] }, paper: paper)
    },
    claims: [
      Claim("the focal loss with γ = 2 is better than balanced cross entropy", better: 5, worse: 0),
      Claim("γ = 2 is better than γ = 5", better: 5, worse: 6),
      Claim("γ = 1 is better than γ = 0.1", better: 4, worse: 1),
    ],
    differences: """
      The paper's best α are 0.75, 0.75, 0.75, 0.5, 0.25, 0.25, 0.25 from top to bottom; here 0.25, 0.5 and 0.75 are \
      tried for each γ, and the best is chosen by the same pictures that it is measured on, there as here. Where fewer \
      negatives are easy there is less for γ to take away; and a short training rewards what learns fast, while a larger \
      γ leaves the classes a smaller part of the gradient beside the boxes.
      """)

  /// Table 1c: how many sizes and ratios an anchor's place has.
  public static let anchorDensity = AblationTable(
    id: "1c", title: "Sizes and ratios of the anchors", source: "Table 1c, section 5.2", columns: ["sizes", "ratios"],
    rows: [
      (1, 1, 30.3), (2, 1, 31.9), (3, 1, 31.8), (1, 3, 32.4), (2, 3, 34.2), (3, 3, 34.0), (4, 3, 33.8),
    ].map { sizes, ratios, paper in
      Row("\(sizes)", "\(ratios)", changes: [.scales(sizes), .ratios(ratios)], paper: paper)
    },
    claims: [
      Claim("three sizes and ratios are better than one square anchor", better: 5, worse: 0),
      Claim("three ratios are better than one, with three sizes", better: 5, worse: 2),
      Claim("beyond six to nine anchors nothing is gained: 4 × 3 is not better than 2 × 3", better: 4, worse: 6),
    ],
    differences: """
      Shapes are from 1:1.6 to 1.6:1, COCO's objects much longer, so that ratios other than 1 fit fewer of them. Every \
      object also has its best anchor whatever the overlap, which the paper's matching does not grant it. And more \
      anchors are more positives, from which a short training learns more at each step.
      """)

  /// Table 1d: the focal loss against learning from the anchors that cost most.
  public static let mining = AblationTable(
    id: "1d", title: "The focal loss against mined negatives", source: "Table 1d, section 5.1",
    columns: ["method", "batch", "NMS"],
    rows: mined("OHEM", iouThreshold: 0.7, papers: [31.1, 31.8, 30.6]) { .hardest($0) }
      + mined("OHEM", iouThreshold: 0.5, papers: [32.8, 31.0, 27.6]) { .hardest($0) }
      + mined("OHEM 1:3", iouThreshold: 0.5, papers: [31.1, 28.3, 24.0]) { .balanced($0) }
      + [Row("focal loss", "–", "–", changes: [.gamma(2), .alpha(0.25)], paper: 36.0)],
    claims: [
      Claim("the focal loss is better than the paper's best mining, of 128 without 1:3", better: 9, worse: 3),
      Claim("the focal loss is better than mining of 256 at 0.7", better: 9, worse: 1),
      Claim("mining 128 is better than mining 512, at 0.5", better: 3, worse: 5),
    ],
    differences: """
      The paper has these rows of ResNet-101. 128, 256 and 512 anchors are 0.2 to 0.8 % of its picture's; here, of some \
      3 000 or fewer, 4 to 70 %: mining leaves out far less. A picture of easy shapes has fewer than 32 positives, so that \
      the three rows of 1:3 can be one. Mined losses are computed by their definition: these rows take longer.
      """)

  /// The rows of one way of mining, for 128, 256 and 512 anchors.
  private static func mined(
    _ method: String, iouThreshold: Double, papers: [Double], rule: (Int) -> HardExampleMining.Rule
  ) -> [Row] {
    zip([128, 256, 512], papers).map { count, paper in
      let mining = HardExampleMining(rule(count), iouThreshold: iouThreshold)
      return Row(
        method, "\(count)", "\(iouThreshold)", changes: [.classLoss(.crossEntropy), .sampling(.mined(mining))],
        paper: paper)
    }
  }

  /// What section 4.1 says of the prior: without it training diverges, and its exact value plays no part.
  public static let priorProbability = AblationTable(
    id: "prior", title: "The prior: the score that every anchor has before training", source: "sections 4.1 and 5.1",
    columns: ["loss", "π"],
    rows: [0.5, 0.1, 0.01, 0.001].map { Row("focal", "\($0)", changes: [.prior($0)]) }
      + [0.5, 0.01].map {
        Row("cross entropy", "\($0)", changes: [.gamma(0), .alpha(0.5), .prior($0)], paper: $0 == 0.01 ? 30.2 : 0)
      },
    claims: [
      Claim("cross entropy learns with a prior of 0.01 and fails without, at 0.5", better: 5, worse: 4),
      Claim("the focal loss is better with a prior of 0.01 than without", better: 2, worse: 0),
    ],
    differences: """
      The paper's network has no normalization in its heads and diverges without the prior, for which its row is 0 here. \
      Group normalization, adaptive rates and clipped gradients forgive much: the large first losses are only lost time.
      """)

  /// Figure 4: who owns the loss of a trained detector.
  public static let lossDistribution = AblationTable(
    id: "figure4", title: "Who owns the loss, by γ", source: "Figure 4, section 5.1", columns: ["detector"],
    rows: [Row("trained with γ = 2, α = 0.25", changes: [.gamma(2), .alpha(0.25)])],
    differences: """
      The paper looks at 10⁷ negatives of COCO, here it is some ten thousands of shapes. Pictures of shapes have large \
      even surfaces whose anchors are easier still.
      """,
    measured: .focus(gammas: [0, 0.5, 1, 2]))
}

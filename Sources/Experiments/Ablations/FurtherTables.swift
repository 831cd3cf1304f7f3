// Tables that the paper does not have: the pieces on which later work and other programs differ.

import Boxes
import Images
import Losses
import Matching
import Systems
import Training

extension AblationTable {
  /// Which anchor learns which object.
  public static let assigners = AblationTable(
    id: "assigners", title: "Which anchor learns which object", columns: ["assigner"],
    rows: [
      Row("IoU 0.5 / 0.4 and best anchors", changes: [.assigner(.bestAnchors)]),
      Row("IoU 0.5 / 0.4, the paper's", changes: [.assigner(.thresholds)]),
      Row("IoU 0.7 / 0.3 and best anchors", changes: [.assigner(.proposals)]),
      Row("ATSS", changes: [.assigner(.atss)]),
      Row("FCOS, one point per cell", changes: [.assigner(.fcos)]),
    ],
    differences: """
      ATSS was published with one anchor per cell, here it has nine; FCOS with a branch for center-ness, here it has none.
      """)

  /// What the four numbers of a positive anchor cost.
  public static let boxLosses = AblationTable(
    id: "box-losses", title: "The box loss", columns: ["loss"],
    rows: [
      Row("L1", changes: [.boxLoss(.smoothL1(.l1))]),
      Row("smooth L1, β 1/9", changes: [.boxLoss(.smoothL1(SmoothL1(sigma: 3)))]),
      Row("smooth L1, β 1", changes: [.boxLoss(.smoothL1(SmoothL1(beta: 1)))]),
    ]
      + [
        ("IoU", IoULoss.Kind.iou), ("−ln IoU", .logIoU), ("GIoU", .giou), ("DIoU", .diou), ("CIoU", .ciou),
      ].map { Row($0, changes: [.boxLoss(.iou(IoULoss($1)))]) },
    differences: """
      The losses are of different size, and none is multiplied by a weight: what is compared is also how much of the \
      gradient the boxes have.
      """)

  /// How one detection is made of many; all rows are one training.
  public static let suppressions = AblationTable(
    id: "suppression", title: "Suppression", columns: ["rule"],
    rows: [0.3, 0.5, 0.7].map {
      Row("within a class, IoU \($0)", changes: [.suppression(.hard(NonMaximumSuppression(iouThreshold: $0)))])
    } + [
      Row(
        "over all classes, IoU 0.5",
        changes: [.suppression(.hard(NonMaximumSuppression(iouThreshold: 0.5, perClass: false)))]),
      Row("soft, Gaussian σ 0.5", changes: [.suppression(.soft(SoftNonMaximumSuppression()))]),
      Row(
        "soft, linear from 0.3",
        changes: [.suppression(.soft(SoftNonMaximumSuppression(.linear(iouThreshold: 0.3))))]),
    ],
    differences: """
      Shapes overlap by an IoU of at most 0.1, so that there is hardly an object for suppression to lose.
      """)

  /// The conventions of the eight systems against each other.
  public static let conventions = AblationTable(
    id: "conventions", title: "The conventions of eight systems", columns: ["system"],
    rows: ReferenceSystem.allCases.map { Row($0.name, changes: [.system($0)]) },
    differences: """
      Each system's anchors, matching, coding, losses and limits, without its defects, in one small network; their \
      networks, schedules and augmentations are not compared.
      """)

  /// Which levels of the pyramid have anchors.
  public static let pyramidLevels = AblationTable(
    id: "levels", title: "Levels of the pyramid", columns: ["levels"],
    rows: [(3, 7), (3, 6), (3, 5), (3, 4), (4, 7), (3, 3)].map { first, last in
      Row(
        first == last ? "P\(first)" : "P\(first) to P\(last)", changes: [.levels(from: first, through: last)])
    },
    differences: """
      Base sizes are 16 pixels on P3 and twice as many on every further level; the largest shapes are 72 pixels, so that \
      the coarsest levels have few objects of their own.
      """)

  /// How much pictures are varied, where there are few of them.
  public static let augmentations = AblationTable(
    id: "augmentation", title: "Augmentation, with 100 pictures to learn from", columns: ["strength"],
    common: [.trainImages(100)],
    rows: [
      Row("none", changes: [.augmentation(.none)]),
      Row("mirrored", changes: [.augmentation(Augmentation(horizontalFlip: 0.5))]),
      Row("standard: ± 10 % color, shift, size", changes: [.augmentation(.standard)]),
      Row(
        "strong: ± 25 %",
        changes: [
          .augmentation(Augmentation(horizontalFlip: 0.5, colorJitter: 0.25, shift: 0.25, scale: 0.75...1.25))
        ]),
    ],
    differences: """
      Elsewhere every step has new pictures, where there is nothing to be gained by varying them; only here 100 pictures \
      come again and again.
      """)
}

// The detector of `retinanet train`, as far as it is another one than the paper's way of learning says.

import Detector
import Losses

extension RetinaNet.Configuration {
  /// The small detector as `retinanet train` makes it: boxes learn by how they overlap (GIoU), not number by number.
  ///
  /// The paper has smooth L1, and so has `small`. AP counts overlaps; what each choice brought is in ``Speedrun``.
  public static func standard(classes: Int = 3) -> RetinaNet.Configuration {
    var configuration = RetinaNet.Configuration(classes: classes)
    configuration.learning.boxLoss = .iou(IoULoss(.giou))
    return configuration
  }
}

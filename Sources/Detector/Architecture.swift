// The full-size architectures; the small one is Architecture's default, backbones are in BackboneKind.swift.

import Anchors
import Boxes
import Images
import Layers
import Losses
import Matching

extension RetinaNet.Configuration {
  /// torchvision's `retinanet_resnet50_fpn` for its 91 outputs: see `resNet50(classes:epsilon:)`.
  public static let resNet50 = resNet50(classes: 91)

  /// torchvision's `retinanet_resnet50_fpn`: ResNet-50 with frozen batch normalization, P6 from P5, heads without
  /// normalization, deltas of weights 1, at most 300 detections.
  ///
  /// 34 014 999 weights for 91 classes, as torchvision says of its published model. The stem and C2 are not trained
  /// (`trainable_backbone_layers=3`), which leaves 33 792 599 to train.
  ///
  /// torchvision counts a background among its classes: label 0, which no object ever has, so that its output only ever
  /// learns to be silent, and 91 classes are COCO's identifiers 0 to 90. Here label k is torchvision's label k, so that
  /// its weights need no renumbering; `COCOCategories.torchvision` names them. For classes of your own, labeled from 0,
  /// there is nothing to be reserved (pytorch/vision#8432, #4106).
  ///
  /// Anchors are torchvision's with its defect: where a level's stride does not divide the picture, its cells stand
  /// closer than a stride, and that is where the published weights have learnt to look. For training of one's own set
  /// `architecture.anchors.spacing` to `.stride`.
  ///
  /// - Parameters:
  ///   - classes: K, at least 1.
  ///   - epsilon: what frozen batch normalization adds to a variance: 0 in the published model; 10⁻⁵ where
  ///     torchvision was given weights for the backbone alone. A state dict does not say which.
  public static func resNet50(classes: Int, epsilon: Double = 0) -> RetinaNet.Configuration {
    var configuration = RetinaNet.Configuration(classes: classes)
    configuration.architecture.setBackbone(.resNet50, .frozen(epsilon: epsilon))
    configuration.learning.trainedBackboneStages = 3
    configuration.architecture.pyramidChannels = 256
    configuration.architecture.headGroups = 0
    configuration.architecture.sizeDivisor = 32
    configuration.preprocessing.resizing = .shorterSide(800, longerSide: 1_333, multiple: 1)
    configuration.architecture.anchors = AnchorGenerator(
      levels: AnchorGenerator.paper.levels, center: .corner, order: .ratioMajor, rounding: .corners,
      spacing: .imageOverGrid)
    configuration.architecture.coding = .center(CenterBoxCoder())
    configuration.architecture.p6Source = .p5
    configuration.architecture.rectifiesBeforeP7 = true
    configuration.learning.assigner = .matcher(Matcher(lowQuality: .bestAnchors, crowdThreshold: .infinity))
    configuration.learning.classLoss = .focal(FocalLoss(alpha: .balanced(0.25), gamma: 2))
    configuration.learning.boxLoss = .smoothL1(.l1)
    configuration.learning.lossNormalization = LossNormalization(.positivesPerImage)
    configuration.inference = RetinaNet.Inference(maximumDetections: 300)
    return configuration
  }

  /// The same on ResNet-101: see `resNet50(classes:epsilon:)`.
  public static func resNet101(classes: Int, epsilon: Double = 0) -> RetinaNet.Configuration {
    var configuration = resNet50(classes: classes, epsilon: epsilon)
    configuration.architecture.setBackbone(.resNet101, .frozen(epsilon: epsilon))
    return configuration
  }

  /// The same on ResNeXt-101 32x8d: see `resNet50(classes:epsilon:)`.
  public static func resNeXt101(classes: Int, epsilon: Double = 0) -> RetinaNet.Configuration {
    var configuration = resNet50(classes: classes, epsilon: epsilon)
    configuration.architecture.setBackbone(.resNeXt101, .frozen(epsilon: epsilon))
    return configuration
  }

  /// Whether a part of the backbone is trained: 1 is the stem, 2 to 5 the stages.
  func trains(stage: Int) -> Bool { stage > 5 - learning.trainedBackboneStages }

  /// A size rounded up to the multiple that the network reads.
  package func padded(_ size: Int) -> Int {
    let divisor = architecture.sizeDivisor
    return (size + divisor - 1) / divisor * divisor
  }

  /// The size of what the network reads of an image of a size.
  package func padded(_ size: ImageSize) -> ImageSize {
    ImageSize(height: padded(size.height), width: padded(size.width))
  }
}

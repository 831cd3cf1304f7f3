// Questions 49 … 57, which no document asks and readers do.

import Boxes
import Detector
import Evaluation
import Foundation
import Images
import Losses
import Matching
import Text
import Training

extension Question {
  static let readerQuestions: [Question] = [
    Question(
      49, "What is IoU?", .readers, words: "intersection over union overlap jaccard boxes area",
      commands: ["iou-matching", "retinanet match --index 3"],
      notebooks: ["02-anchors-and-matching", "03-box-losses"],
      tests: [
        TestTitle("Boxes", "Two 2 × 2 boxes that share one pixel have IoU 1 / (4 + 4 - 1)"),
        TestTitle("Boxes", "IoU falls steadily as one box slides off its copy"),
      ],
      papers: [.focal("4"), .proposals("3.1.2")]
    ) {
      let box = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
      let shares = [1.0, 3, 5].map { shift in
        let moved = Box(xMin: shift, yMin: 0, xMax: 10 + shift, yMax: 10)
        return "\(box.iou(moved).fixed(digits: 2)) for \(Int(shift)) px"
      }
      return """
        The area that two boxes share divided by the area that they cover together: 1 for equal boxes, 0 for boxes \
        apart. It falls faster than one expects. A box 10 px wide that slides off its copy has \
        \(shares.joined(separator: ", ")): half of it is still covered at the last, and the IoU is a third.
        """
    },
    Question(
      50, "What is average precision, and what are mAP, AP50 and AP75?", .readers,
      words: "average precision map ap50 ap75 coco twelve numbers mean curve area under recall",
      commands: ["detection-errors", "retinanet evaluate --weights runs/own/weights.safetensors"],
      notebooks: ["10-evaluation"],
      tests: [
        TestTitle(
          "Evaluation",
          "One object found with IoU 8/12 = 0.667 reaches four of the ten thresholds: AP = 4/10, AP50 = 1, AP75 = 0"),
        TestTitle("Evaluation", "All twelve numbers and every class's AP and AP50 agree to 1e-9, and -1 is nil"),
      ],
      papers: [.focal("5"), .pyramid("5")]
    ) {
      let found = Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10)
      let object = Box(xMin: 2, yMin: 0, xMax: 12, yMax: 10)
      let summary = COCOEvaluator(categories: ["object"]).evaluate([
        EvaluatedImage(
          detections: [Detection(box: found, label: 0, score: 0.9)], objects: [LabeledBox(box: object, label: 0)])
      ])
      return """
        The area under precision over recall as the score's limit falls, a class at a time, then the mean over \
        classes. AP50 calls a box right from IoU 0.5 on; AP, which COCO's papers mean by mAP, is the mean over \
        \(COCOEvaluator.iouThresholds.count) such limits, 0.50 to 0.95. One object found at IoU \
        \(found.iou(object).fixed(digits: 3)) gives AP50 \(summary.ap50.fixed(digits: 1)), AP75 \
        \(summary.ap75.fixed(digits: 1)) and AP \(summary.ap.fixed(digits: 1)). A low AP beside a high AP50 is a \
        matter of boxes, not of classes.
        """
    },
    Question(
      51, "Why is my loss NaN?", .readers,
      words: "nan not finite infinite loss explodes diverges overflow log zero gradient clipping",
      commands: ["retinanet doctor --run runs/own", "retinanet doctor --preset busy --range-test"],
      notebooks: ["04-only-background", "05-poor-results"],
      tests: [
        TestTitle("Losses", "No NaN or infinity for |x| up to 1e4, in value and gradient"),
        TestTitle("Training", "A parameter that is not a number is named, and no checkpoint is written of it"),
        TestTitle("Losses", "An image without positives is divided by 1, and so still teaches its negatives"),
      ],
      papers: [.focal("3.3"), .focal("4.1")]
    ) {
      let cost = FocalLoss().value(logit: -1_000, isPositive: true)
      let rounded = Float(1 - 1e-9)
      return """
        Look for four things: a rate too high, without warm-up or clipping; a division by no positives; a box without \
        width, whose ln 0 is -∞; and a loss that takes the logarithm of a probability. The last need not be: a Float \
        of 1 - 10⁻⁹ is \(rounded.description), and ln(1 - p) infinite, where the loss of the logit -1 000 is \
        \(cost.significant(digits: 3)). `train` stops at the first step that is not finite, and names the tensor.
        """
    },
    Question(
      52, "Does it learn by heart: good on its own pictures, poor on others?", .readers,
      words: "overfitting generalization gap training validation held-out few pictures memorize",
      commands: [
        "retinanet train --annotations mine/annotations.json --images mine/images", "retinanet doctor --run runs/own",
      ],
      notebooks: ["13-augmentation", "14-new-classes"],
      tests: [
        TestTitle(
          "Training",
          "From a difference of 0.2 on the two have parted; below half as much elsewhere it is learnt by heart"),
        TestTitle("retinanet", "The end of the losses: learnt by heart, still falling, level, too short to say"),
      ],
      papers: [.focal("4.1")]
    ) {
      """
      Measure both: `train` writes AP on pictures that it learns from beside AP on those held out, and from a \
      difference of \(GeneralizationGap.limit) on says that they have parted. The loss does not show it: on 80 \
      pictures without augmentation it fell to 0.000 at AP 0.012 (November 2026). More pictures help most, then \
      weights that have learnt elsewhere, then augmentation.
      """
    },
    Question(
      53, "What is the loss divided by?", .readers,
      words: "normalization normalizer number of positives mean sum reduction batch average",
      commands: ["loss-ledger", "retinanet compare"], notebooks: ["16-anatomy-of-a-step", "01-focal-loss"],
      tests: [
        TestTitle(
          "Losses", "The sum over all anchors that are not ignored is divided by the number of positive anchors"),
        TestTitle("Losses", "An image without positives is divided by 1, and so still teaches its negatives"),
      ],
      papers: [.focal("4")]
    ) {
      let matches = Numbers.matches(Numbers.scene)
      let (loss, bias, classes) = (FocalLoss(), PriorProbability().bias, Numbers.small.architecture.classes)
      let positives = Double(matches.positiveCount)
      let negatives = Double(matches.negativeCount) * Double(classes) + positives * Double(classes - 1)
      let sum =
        positives * loss.value(logit: bias, isPositive: true) + negatives * loss.value(logit: bias, isPositive: false)
      return """
        By the number of positive anchors, not of all: easy negatives weigh next to nothing, so a mean over all would \
        mostly count them. On one scene the untrained sum is \(sum.fixed(digits: 2)); divided by \
        \(matches.positiveCount) positives it is \((sum / positives).fixed(digits: 3)), by all \
        \((matches.assignments.count * classes).grouped) outputs \
        \((sum / Double(matches.assignments.count * classes)).significant(digits: 2)), and the box loss, which has \
        positives alone, would outweigh it. The systems differ in whether they count for an image or for the batch.
        """
    },
    Question(
      54, "Does it need a GPU, and how long does it take?", .readers,
      words: "graphics card cuda metal speed fast slow minutes hours time training cores cpu memory",
      commands: ["retinanet bench step --seconds 0.1", "retinanet train --steps 400"],
      notebooks: ["16-anatomy-of-a-step"],
      tests: [TestTitle("retinanet", "The small detector takes 0.36 GFLOP an image of 128 × 128 pixels")],
      papers: [.focal("5.2")]
    ) {
      let small = RetinaNet(Numbers.small, seed: 0).operations(on: .square(128))
      return """
        No: everything is computed on the processor's cores. The small detector takes \
        \((small / 1e9).fixed(digits: 2)) GFLOP for a picture of 128 × 128, a training step three times that for each \
        picture; its 800 steps of a default training took about twenty seconds on two quiet cores with AVX-512 \
        (November 2026). `bench` measures yours. Training the full-size model on COCO is work for a GPU and PyTorch; \
        its weights are read here.
        """
    },
    Question(
      55, "How do weights get to PyTorch, ONNX and back?", .readers,
      words: "export import convert onnx safetensors torch state_dict load save checkpoint deploy torchvision names",
      commands: ["retinanet detect --weights retinanet.safetensors photograph.jpg"], notebooks: ["14-new-classes"],
      tests: [
        TestTitle(
          "Detector",
          "Saved and loaded, every parameter and running statistic has the same bits, and so has every output"),
        TestTitle("Detector", "Exported and loaded, every number has the same bits, and no name is used twice"),
      ],
      papers: [.focal("4")]
    ) {
      """
      By safetensors files, which Python reads with `safetensors.torch.load_file`: a run's weights.safetensors holds \
      the small detector's \(RetinaNet(Numbers.small, seed: 0).parameterCount.grouped) parameters and its \
      configuration, and the full-size model reads and writes torchvision's own names. ONNX is not written; \
      torch.onnx.export does that on Python's side.
      """
    },
    Question(
      56, "Why frozen batch normalization, and why group normalization in the heads?", .readers,
      words: "batch norm groupnorm frozen running statistics small batch layers normalize shared heads",
      commands: ["retinanet train --backbone resnet18 --steps 20"], notebooks: ["16-anatomy-of-a-step"],
      tests: [
        TestTitle(
          "Layers",
          "A frozen normalization of scale 2, shift 3, mean 4, variance ¼ multiplies by 4 and adds 3 - 4 · 4 = -13"),
        TestTitle(
          "Layers", "A normalization begins with scale 1 and shift 0; only batch normalization has running statistics"),
      ],
      papers: [.focal("4.1"), .other(.groupNormalization, "3")]
    ) {
      let small = Numbers.small.architecture
      return """
        Batch normalization measures mean and variance on the batch. Two pictures of 800 pixels, all that a GPU held, \
        say too little, so detectors freeze it at the classifier's statistics: a fixed scale and shift. The heads are \
        shared by \(small.anchors.levels.count) levels of different statistics; group normalization, here in \
        \(small.headGroups) groups of \(small.pyramidChannels / small.headGroups) channels, measures each picture and \
        level by itself. The paper's heads have none.
        """
    },
    Question(
      57, "Do I get the same result again?", .readers,
      words: "seed random reproducible deterministic reproducibility bits threads repeat variance noise",
      commands: ["retinanet train --seed 1 --steps 20", "retinanet ablate 1b --seeds 0,1,2 --quick"],
      notebooks: ["12-tuning"],
      tests: [
        TestTitle("Training", "Three steps with 1, 2 and 3 threads leave the same bits everywhere"),
        TestTitle("Training", "A run stopped, saved, loaded and resumed has the same bits as one that was not stopped"),
      ],
      papers: [.focal("4.1")]
    ) {
      let (first, second) = (Numbers.scenes(count: 1), Numbers.scenes(count: 1))
      let same = first == second ? "same" : "other"
      return """
        With the same seed, yes: the \(same) scenes, weights, order and augmentation, and so the same bits, with 1 \
        thread or many, stopped in between or not. Another kind of processor rounds differently, and another seed is \
        another experiment: the default training ended at AP 0.877 with seed 0 and at 0.883 with another (November \
        2026). A difference of one hundredth between two settings needs several seeds.
        """
    },
  ]
}

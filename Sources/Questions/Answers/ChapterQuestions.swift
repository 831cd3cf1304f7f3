// Questions 29 … 34, from "Computer Vision Chapter 21: RetinaNet".

import Anchors
import Detector
import Losses
import Matching
import Systems
import Text

extension Question {
  static let chapterQuestions: [Question] = [
    Question(
      29, "How does RetinaNet differ from YOLO?", .chapter,
      words: "yolo yolov2 comparison one-stage objectness anchors",
      commands: ["retinanet anchors --config paper --size 416", "iou-matching"],
      notebooks: ["15-beyond-anchors", "02-anchors-and-matching"],
      tests: [
        TestTitle("Matching", "A positive anchor always learns its own best object"),
        TestTitle("Anchors", "Small objects count as much as large ones: scaling all objects scales the clusters"),
      ],
      papers: [.focal("2"), .other(.yolo9000, "2")]
    ) {
      let retina = AnchorGenerator.paper.anchorCount(on: .square(416))
      let cells = AnchorGenerator.paper.gridSize(level: 2, on: .square(416))
      let scenes = Numbers.scenes()
      let objects = scenes.reduce(0) { $0 + $1.count }
      let each = Numbers.positives(scenes) * Double(scenes.count) / Double(objects)
      return """
        In three choices. Boxes: on 416 × 416 pixels YOLOv2 has \(cells.height) × \(cells.width) cells of 5, \
        \((cells.height * cells.width * 5).grouped) boxes of one map, RetinaNet \(retina.grouped) on five. Teaching: one box \
        for an object there, every anchor from IoU 0.5 on here (\(each.fixed(digits: 1)) for an object of the standard \
        pictures). Loss: squares and an objectness that is weighed by hand there, the focal loss of K sigmoids here. There \
        is no YOLO in this package to measure.
        """
    },
    Question(
      30, "How does RetinaNet differ from Faster R-CNN?", .chapter,
      words: "faster rcnn two-stage proposals roi no rpn denser",
      commands: ["retinanet anchors --config paper --size 800"], notebooks: ["08-proposals"],
      tests: [
        TestTitle("Matching", "IoU ≥ 0.7, or the best anchor of an object, is positive; < 0.3 is negative"),
        TestTitle("Losses", "128 + 128 of 256, if there are enough positives"),
        TestTitle(
          "Detector",
          "'Why does torchvision RetinaNet predict the background class?' calls RetinaNet two-stage: one pass has all outputs"
        ),
      ],
      papers: [.focal("3.4"), .proposals("3")]
    ) {
      let proposals = AnchorGenerator.regionProposals.anchorCount(on: .square(800))
      return """
        Faster R-CNN scores "object or not" at \(proposals.grouped) anchors of 800 × 800 pixels (P2 to P6), cuts out the \
        best one or two thousand, and classifies those: the imbalance is gone by then. RetinaNet classifies all \
        \(Numbers.paperAnchors.grouped) anchors at once, and needs the focal loss for it.
        """
    },
    Question(
      31, "Inference with torchvision: why do I filter at a score of 0.5?", .chapter,
      words: "torchvision retinanet_resnet50_fpn inference eval boxes labels scores 0.5 photograph pretrained",
      commands: ["retinanet detect --weights retinanet.safetensors photograph.jpg --score 0.5"],
      notebooks: ["11-from-numbers-to-boxes"],
      tests: [
        TestTitle(
          "Detector", "Logits, deltas and detections are torchvision's to 10⁻⁴, from weights under torchvision's names"),
        TestTitle(
          "retinanet",
          "torchvision's weights are recognized: pictures are seen at 800 pixels, categories are torchvision's labels"),
        TestTitle("Reports", "Those from the limit on, best first; a score at the limit is shown"),
      ],
      papers: [.focal("4.1")]
    ) {
      let inference = Conventions(.torchvision).inference
      let classes = RetinaNet.Configuration.resNet50.architecture.classes
      return """
        Because the model returns everything above \(inference.scoreThreshold), up to \(inference.maximumDetections) boxes: \
        that is what AP wants, and not a viewer. `detect --score 0.5` draws from there on, and names the best below it if \
        nothing is left. Of its \(classes) outputs the first is never taught; labels are COCO's ids.
        """
    },
    Question(
      32, "Replacing the head: num_classes = 3 for background and two classes?", .chapter,
      words:
        "custom classes replace head finetune fine-tuning num_classes background RetinaNetClassificationHead weights new classes",
      commands: ["retinanet train --weights runs/own/weights.safetensors --classes 3 --steps 20"],
      notebooks: ["14-new-classes"],
      tests: [
        TestTitle(
          "Detector",
          "The small model keeps all but the predictor, which begins at the prior, for fewer, as many and more classes"),
        TestTitle("Detector", "Boxes are predicted as before; scores begin at 0.01"),
        TestTitle(
          "Matching", "Labels are class indices; -1 is background, -2 is ignored; there is no background class"),
      ],
      papers: [.focal("4")]
    ) {
      let anchors = AnchorGenerator.paper.anchorsPerCell
      let old = RetinaNet.Configuration.resNet50.architecture.classes
      return """
        K counts no background: two classes are K = 2 and \(anchors) · 2 = \(anchors * 2) outputs per cell (torchvision \
        numbers labels from 1 and so has one idle output, K = 3). And the document imports a head without using it: its \
        model still has \(anchors) · \(old) = \((anchors * old).grouped). `train --weights … --classes` keeps everything but \
        the last layer.
        """
    },
    Question(
      33, "α for each class on an imbalanced data set?", .chapter,
      words: "alpha per class frequency class imbalance long-tailed rare classes weights",
      commands: ["retinanet train --preset long-tailed --alpha 0.25,0.4,0.6 --steps 20"], notebooks: ["12-tuning"],
      tests: [
        TestTitle(
          "Losses",
          "α weighs positives by 0.25 and negatives by 0.75; a constant weighs both alike; per class, each has its own"),
        TestTitle(
          "Shapes", "Classes: a third each in the standard set; 80, 16 and 4 in a hundred in the long-tailed one"),
      ],
      papers: [.focal("3.1")]
    ) {
      let loss = FocalLoss(alpha: .perClass([0.25, 0.75]), gamma: 2)
      let costs = [0, 1].map { loss.value(probability: 0.1, isPositive: true, label: $0) }
      return """
        `Alpha.perClass` has one α for each class: a missed object (p = 0.1) of a class with α = 0.75 costs \
        \(costs[1].fixed(digits: 3)), \((costs[1] / costs[0]).significant()) times one with 0.25. Its background gets \
        1 - α, so a rare class also invents more. Count first: what is too rare to be in a batch no α can teach.
        """
    },
    Question(
      34, "What do FCOS and ATSS change?", .chapter,
      words: "fcos atss anchor-free adaptive threshold center-ness points",
      commands: [
        "beyond-anchors", "retinanet train --assigner atss --steps 20", "retinanet train --assigner fcos --steps 20",
      ],
      notebooks: ["15-beyond-anchors"],
      tests: [
        TestTitle(
          "Matching", "Candidates of IoU 0.25, 0.5 and 0.75 have m = 0.5 and s = 0.25, so t = 0.75 and one is positive"),
        TestTitle(
          "Matching",
          "800 × 800 has 100² + 50² + 25² + 13² + 7² = 13 343 points, one for each location of RetinaNet's anchors"),
      ],
      papers: [.other(.atss, "3"), .other(.fcos, "3")]
    ) {
      let points = FCOS().points(on: .square(800)).count
      return """
        Who learns, not what the loss is. ATSS keeps the anchors and lets each object find its own threshold, mean plus \
        deviation of the IoU of the nearest \(ATSS().candidatesPerLevel) of every level. FCOS has \(points.grouped) \
        points on 800 × 800 in place of \(Numbers.paperAnchors.grouped) anchors: a point in an object learns the four \
        distances to its edges. Both keep the focal loss.
        """
    },
  ]
}

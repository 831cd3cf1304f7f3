// Questions 35 … 40, from the three confusions and their answers.

import Boxes
import Detector
import Foundation
import Losses
import Matching
import Text

extension Question {
  static let confusionQuestions: [Question] = [
    Question(
      35, "What is the target of a negative, and where is the confidence score?", .confusions,
      words: "confusion 1 background label target one-hot zeros confidence objectness score length K vector",
      commands: ["iou-matching"], notebooks: ["06-three-confusions", "01-focal-loss"],
      tests: [
        TestTitle(
          "Matching", "'Confusion #1': K sigmoid outputs; a negative's target is all zeros, a positive's one-hot"),
        TestTitle(
          "Matching",
          "'Confusion #1' says background if the IoU with ANY object is below 0.4; it is the largest IoU that counts"),
      ],
      papers: [.focal("4")]
    ) {
      let (negative, positive) = (AnchorTarget.negative, AnchorTarget.positive(label: 1))
      func text(_ target: AnchorTarget) -> String {
        "[\((target.oneHot(classes: 3) ?? []).map { $0 ? "1" : "0" }.joined(separator: ", "))]"
      }
      return """
        With K = 3: \(text(negative)) for a negative, \(text(positive)) for an object of class 1, none for an ignored \
        anchor. There is no output for confidence; each of the K probabilities is a score by itself, and the largest is \
        what people call the detector's confidence.
        """
    },
    Question(
      36, "How does the focal loss punish a false negative?", .confusions,
      words: "confusion 1 false negative missed object punish loss zeros",
      commands: ["focal-vs-cross-entropy"], notebooks: ["06-three-confusions", "01-focal-loss"],
      tests: [
        TestTitle(
          "Losses",
          "A false negative is punished at its true class only: K zeros for a one-hot target cost 0.25 · 27.6 = 6.9")
      ],
      papers: [.focal("3.2"), .focal("4.1")]
    ) {
      let loss = FocalLoss()
      let logit = log(1e-12) - log1p(-1e-12)
      let scored = { (p: Double) in loss.value(probability: p, isPositive: true) }
      return """
        At its true class, and hard: scores of 10⁻¹² for a one-hot target cost \
        \(loss.value(logit: logit, isPositive: true).fixed(digits: 1)), a score of 0.01 \(scored(0.01).fixed(digits: 3)), of 0.9 \
        \(scored(0.9).significant(digits: 2)). The other K - 1 outputs, which say 0 rightly, cost nothing.
        """
    },
    Question(
      37, "Can one anchor predict several classes?", .confusions,
      words: "confusion 2 multi-label two classes one box class-agnostic regression dog wolf",
      commands: ["suppression"], notebooks: ["06-three-confusions", "11-from-numbers-to-boxes"],
      tests: [
        TestTitle(
          "Matching",
          "'Confusion #2': two objects of different classes with one box; an anchor learns the class of the first alone"
        ),
        TestTitle(
          "Boxes",
          "One dog found as dog and as wolf (keras-retinanet#466): per class both stay, class-agnostic the surer one"),
      ],
      papers: [.focal("4")]
    ) {
      let threshold = RetinaNet.Inference().scoreThreshold
      let box = Box(xMin: 0, yMin: 0, xMax: 40, yMax: 40)
      let detections = [0.8, 0.6].enumerated().map { Detection(box: box, label: $0.offset, score: $0.element) }
      let perClass = NonMaximumSuppression(iouThreshold: 0.5).kept(detections).count
      let over = NonMaximumSuppression(iouThreshold: 0.5, perClass: false).kept(detections).count
      return """
        When asked, yes: every class above \(threshold) is a detection of its own, all with the anchor's one box, and \
        suppression within a class keeps both (\(perClass) of 2; over all classes \(over)). When taught, no: an anchor \
        learns the class of one object.
        """
    },
    Question(
      38, "Are offsets divided by the anchor's width or by its x?", .confusions,
      words: "confusion 3 regression targets equation divide Aw Ax width height coding tx ty",
      commands: ["box-coding"], notebooks: ["06-three-confusions", "03-box-losses"],
      tests: [
        TestTitle("Boxes", "Standard: tx = (Gx-Ax)/Aw, ty = (Gy-Ay)/Ah, tw = ln(Gw/Aw), th = ln(Gh/Ah)"),
        TestTitle(
          "Boxes", "Dividing by Ax, Ay instead is wrong: the target would change with the object's place in the image"),
      ],
      papers: [.proposals("3.1.2")]
    ) {
      let anchor = Box(centerX: 100, centerY: 100, width: 50, height: 50)
      let object = Box(centerX: 110, centerY: 100, width: 50, height: 50)
      func moved(_ box: Box) -> Box {
        Box(xMin: box.xMin + 100, yMin: box.yMin, xMax: box.xMax + 100, yMax: box.yMax)
      }
      let (here, there) = (
        CenterBoxCoder().encode(object, anchor: anchor).x,
        CenterBoxCoder().encode(moved(object), anchor: moved(anchor)).x
      )
      return """
        By its width and height. An object 10 px to the right of an anchor 50 px wide is \
        \(here.significant()) there and \(there.significant()) when both stand 100 px further on; divided by the \
        anchor's x it would be \((10.0 / 100).significant()) and then \((10.0 / 200).significant()), so the network would \
        have to know where in the picture it is.
        """
    },
    Question(
      39, "Softmax or sigmoid?", .confusions, words: "softmax sigmoid background class k+1 activation multi-class",
      commands: ["retinanet train --loss softmax-focal --steps 20"], notebooks: ["06-three-confusions"],
      tests: [
        TestTitle("Losses", "Two outputs (x, 0) give what one sigmoid output x does"),
        TestTitle("Training", "A softmax's detections have softmax scores, of which an anchor's add up to less than 1"),
      ],
      papers: [.focal("3"), .focal("4")]
    ) {
      let softmax = ClassOutputs.softmax(background: 0)
      let biases = softmax.initialBiases(classes: 3, prior: PriorProbability())
      let scores = softmax.scores(biases)
      return """
        Either works. Sigmoids need no background class (K outputs against \(softmax.count(classes: 3)) for K = 3) and let \
        one box be several things; a softmax makes classes compete. The prior becomes the background's bias: here it \
        starts with scores of \(scores.map { $0.significant(digits: 2) }.joined(separator: ", ")). For one class the two \
        are the same function.
        """
    },
    Question(
      40, "Corners instead of center and size?", .confusions,
      words: "corner coding top-left bottom-right keras-retinanet center regression difference",
      commands: ["box-coding"], notebooks: ["03-box-losses"],
      tests: [
        TestTitle(
          "Losses",
          "An object 10 px to the right of a 100 px anchor costs 0.1 in torchvision and 0.5 in keras-retinanet's corners"
        ),
        TestTitle("Boxes", "keras-retinanet: corner differences as fractions of the anchor's size, mean 0 and std 0.2"),
        TestTitle("Boxes", "Corner coding can turn a box inside out, center coding cannot"),
      ],
      papers: [.proposals("3.1.2")]
    ) {
      let anchor = Box(xMin: 0, yMin: 0, xMax: 100, yMax: 100)
      let object = Box(xMin: 10, yMin: 0, xMax: 110, yMax: 100)
      let (center, corners) = (
        CenterBoxCoder().encode(object, anchor: anchor), CornerBoxCoder().encode(object, anchor: anchor)
      )
      return """
        Both are fractions of the anchor. An object 10 px to the right of a 100 px anchor is \
        (\(center.x.significant()), 0, 0, 0) by its center and (\(corners.xMin.significant()), 0, \
        \(corners.xMax.significant()), 0) by its corners, which keras-retinanet divides by \
        \(CornerBoxCoder().deviation): a shift is paid for twice there, and a prediction may come out inside out.
        """
    },
  ]
}

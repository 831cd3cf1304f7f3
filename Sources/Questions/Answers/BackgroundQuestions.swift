// Questions 1 … 11, from "Why does torchvision RetinaNet predict the background class?".

import Anchors
import Boxes
import Detector
import Diagnosis
import Evaluation
import Foundation
import Images
import Losses
import Matching
import Randomness
import Shapes
import Systems
import Text

extension Question {
  static let backgroundQuestions: [Question] = [
    Question(
      1, "Why does torchvision's RetinaNet predict background?", .background,
      words: "nothing empty no detections only background class always silent low scores class",
      commands: ["retinanet doctor --preset busy --overfit", "retinanet match --index 3"],
      notebooks: ["04-only-background", "01-focal-loss"],
      tests: [
        TestTitle(
          "Detector",
          "The same question asks for the precision of the background class: no detection can be background"),
        TestTitle("Losses", "π = 0.01 gives b = -ln((1-π)/π) = -4.595119850, and σ(b) = 0.01"),
        TestTitle("Losses", "Without the prior a negative costs 0.1299650964, 172 419 times as much"),
      ],
      papers: [.focal("3.3"), .focal("4.1")]
    ) {
      let matches = Numbers.matches(Numbers.scene)
      let start = sigmoid(PriorProbability().bias)
      return """
        It cannot: K classes are K outputs with a sigmoid each, and background is an anchor whose K scores all stay low. \
        What one sees is a detector whose scores never left their start, σ(b) = \(start.significant(digits: 2)). \
        The odds are against it: of \(matches.assignments.count.grouped) anchors on a drawn scene \
        \(matches.positiveCount) are positive. In this order look at boxes and labels, at the anchors' sizes, at steps \
        and learning rate, and at the limit below which scores are not shown.
        """
    },
    Question(
      2, "Is RetinaNet a two-stage detector?", .background, words: "one-stage single stage two stages proposals",
      commands: ["retinanet anchors --config small --size 128"],
      notebooks: ["08-proposals", "02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Detector",
          "'Why does torchvision RetinaNet predict the background class?' calls RetinaNet two-stage: one pass has all outputs"
        )
      ],
      papers: [.focal("1"), .focal("4")]
    ) {
      let classes = Numbers.small.architecture.classes
      return """
        No, the document is wrong: one pass through the network gives each of the \(Numbers.anchors.count.grouped) anchors \
        of a 128 × 128 picture \(classes) scores and 4 numbers for its box, and no proposal is chosen in between.
        """
    },
    Question(
      3, "How do I see that I have too few positive samples?", .background,
      words: "positives positive count imbalance few anchors pos progress line",
      commands: ["retinanet match --index 3", "retinanet anchors --config small --preset standard"],
      notebooks: ["02-anchors-and-matching", "04-only-background"],
      tests: [
        TestTitle("Diagnosis", "Not a number, no positives, a rate too high, one too low, learnt by heart, jumps"),
        TestTitle("Matching", "A small object lacks a positive anchor; the low-quality rule gives it its best"),
      ],
      papers: [.focal("3.3"), .focal("3.4")]
    ) {
      let matches = Numbers.matches(Numbers.scene)
      return """
        `retinanet match` counts them: \(matches.positiveCount) positive, \(matches.ignoredCount) ignored, \
        \(matches.negativeCount.grouped) negative on one scene, and says of each object by which anchors it is learnt. In \
        training the line of progress has their number as `pos`; below 1 a picture teaches no box.
        """
    },
    Question(
      4, "What do wrong annotations do?", .background,
      words: "annotation errors bad labels missing boxes shifted jitter inaccurate ground truth misaligned swapped",
      commands: [
        "retinanet inspect mine/annotations.json --images mine/images",
        "retinanet doctor --annotations mine/annotations.json --images mine/images --size 128",
      ],
      notebooks: ["04-only-background", "05-poor-results"],
      tests: [
        TestTitle("Diagnosis", "What a file can say and a reader accept is a case of the ward"),
        TestTitle(
          "retinanet",
          "x and y exchanged, in a set with pictures: exit code 1, the cause first, and a page that shows it"),
      ],
      papers: [.focal("4.1")]
    ) {
      let (kept, iou) = jittered(by: 0.35)
      return """
        They turn the best anchors into background and others into objects. Boxes whose edges are off by up to 35 % of \
        the object's sides overlap the truth by \(iou.fixed(digits: 2)) on average, and only \(kept.share) of them reach \
        0.5. Measured on 400 busy pictures in 400 steps (November 2026): AP 0.298 with right boxes, 0.003 with such, \
        0.001 with 60 % of the annotations missing.
        """
    },
    Question(
      5, "Are my IoU thresholds too high?", .background,
      words: "iou threshold positive negative 0.5 0.7 matcher ignored",
      commands: [
        "retinanet match --index 3 --positive-threshold 0.7 --negative-threshold 0.3",
        "retinanet train --positive-threshold 0.7 --negative-threshold 0.3",
      ],
      notebooks: ["12-tuning", "02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Diagnosis",
          "Confusion table of disease and first finding: at least 9 of 10 are named first, of at least 24 cases"),
        TestTitle("Matching", "IoU exactly 0.5 is positive, exactly 0.4 is ignored"),
      ],
      papers: [.focal("4"), .focal("5.2")]
    ) {
      let scenes = Numbers.scenes()
      let shares = [0.5, 0.7, 0.8].map { positive in
        "\(Numbers.learnt(scenes, by: Numbers.strict(positive: positive, negative: 0.4)).share) at \(positive)"
      }
      let helping = ReferenceSystem.allCases.count {
        [.bestAnchors, .objectsTakeBestAnchors].contains(Conventions($0).matcher.lowQuality)
      }
      return """
        Count who still has a positive anchor: of the objects in 32 standard pictures \(shares.joined(separator: ", ")). \
        What loses its anchors is learnt as background, unless the low-quality rule gives every object its best anchor, as \
        the small detector and \(helping) of the 8 systems do.
        """
    },
    Question(
      6, "Is my learning rate too low, or have I trained too few epochs?", .background,
      words: "lr learning rate steps epochs underfitting convergence plateau slow insufficient training",
      commands: [
        "retinanet doctor --preset busy --range-test", "retinanet doctor --run runs/own",
        "retinanet doctor --loss 1.128",
      ],
      notebooks: ["04-only-background", "12-tuning"],
      tests: [
        TestTitle("Diagnosis", "Not a number, no positives, a rate too high, one too low, learnt by heart, jumps"),
        TestTitle("Diagnosis", "Plateaus: the clamp, the prior, one answer for all, outputs of ½"),
        TestTitle("Diagnosis", "The range test names a rate between one that does nothing and one that breaks"),
      ],
      papers: [.focal("4.1")]
    ) {
      let start = FocalLoss().value(probability: PriorProbability().probability, isPositive: true)
      // Training shows busy pictures.
      let positives = Numbers.positives(Numbers.scenes(.busy))
      let ratio = Double(Numbers.anchors.count * Numbers.small.architecture.classes) / positives
      let constant = PlateauLoss.all(negativesPerPositive: ratio).first {
        $0.meaning.contains("every anchor gets the same")
      }
      let plateau =
        constant.map { ", and near \($0.value.fixed(digits: 2)) on busy pictures no anchor is told from another yet" }
        ?? ""
      return """
        The classification loss says which: it starts at \(start.fixed(digits: 3)), the price of a positive at the \
        prior\(plateau). Measured (AdamW, November 2026): a rate of 1e-5 brought it to 0.88 in 400 steps, at AP 0.000. \
        A slope that is still straight at the end asks for more steps or a higher rate; a standstill does not.
        """
    },
    Question(
      7, "Is AnchorGenerator(sizes=((32, 64, 128, 256, 512),)) right?", .background,
      words: "torchvision anchor generator sizes tuple aspect ratios one level error",
      commands: ["anchor-grid"], notebooks: ["02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Anchors",
          "'Why does torchvision RetinaNet predict the background class?' puts five sizes on ONE level: an error that shows the right form"
        ),
        TestTitle("Anchors", "The right form is one group a level: 3 anchors a cell, sizes 32 to 512"),
      ],
      papers: [.focal("4"), .pyramid("4.1")]
    ) {
      do throws(AnchorSizesError) {
        let found = try AnchorGenerator(sizes: [[32, 64, 128, 256, 512]], strides: [8, 16, 32, 64, 128])
        return "Yes: \(found.anchorsPerCell) anchors in a cell."
      } catch {
        return """
          No: the outer tuple counts levels, and this is one level with five sizes. torchvision takes it and fails at the \
          first picture; here it is an error at once. \(error)
          """
      }
    },
    Question(
      8, "Can FasterRCNN with a FastRCNNPredictor and a focal loss stand for a RetinaNet?", .background,
      words: "faster rcnn predictor roi heads criterion pytorch code two-stage",
      commands: ["retinanet train --loss softmax-focal --sampling balanced --steps 20"], notebooks: ["08-proposals"],
      tests: [
        TestTitle("Losses", "128 + 128 of 256, if there are enough positives"),
        TestTitle("Matching", "IoU ≥ 0.7, or the best anchor of an object, is positive; < 0.3 is negative"),
      ],
      papers: [.proposals("3.1"), .focal("3.4")]
    ) {
      let classes = 90
      let (softmax, sigmoids) = (ClassOutputs.softmax(background: 0), ClassOutputs.sigmoid)
      let rpn = Matcher.regionProposals
      return """
        No, that code is another detector: proposals first (IoU ≥ \(rpn.positiveThreshold), \(BalancedSampler().total) \
        anchors drawn), then a softmax over \(softmax.count(classes: classes)) outputs for COCO's \(classes) ids, where \
        RetinaNet has \(sigmoids.count(classes: classes)) sigmoids. And a loss that is only assigned to `criterion` is \
        never called: torchvision's detectors compute their own losses when given targets.
        """
    },
    Question(
      9, "Precision, recall and F1: also of the background?", .background,
      words: "precision recall f1 score metrics of background class evaluate measure",
      commands: ["detection-errors", "retinanet evaluate --weights runs/own/weights.safetensors"],
      notebooks: ["10-evaluation"],
      tests: [
        TestTitle(
          "Detector",
          "The same question asks for the precision of the background class: no detection can be background"),
        TestTitle("Evaluation", "3 right, 1 wrong, 2 missed: precision 3/4, recall 3/5, F1 2·3/(2·3 + 1 + 2) = 2/3"),
      ],
      papers: [.other(.coco, "5")]
    ) {
      let counts = DetectionCounts(truePositives: 3, falsePositives: 1, falseNegatives: 2)
      return """
        Of objects, yes: 3 found, 1 false alarm and 2 missed are precision \(counts.precision.fixed(digits: 2)), recall \
        \(counts.recall.fixed(digits: 2)), F1 \(counts.f1.fixed(digits: 2)). Of background, no: no detection is \
        background, and nobody can count the places where nothing was rightly found. False alarms are what one means.
        """
    },
    Question(
      10, "Does a grid search over learning rate and IoU thresholds help?", .background,
      words: "grid search hyperparameter tuning sweep lr iou thresholds halving",
      commands: ["retinanet train --lr 0.002 --positive-threshold 0.55 --negative-threshold 0.45"],
      notebooks: ["12-tuning"],
      tests: [
        TestTitle(
          "retinanet",
          "Thresholds and the low-quality rule change the matcher that the conventions have, and nothing else of it")
      ],
      papers: [.focal("5.1"), .focal("5.2")]
    ) {
      let scenes = Numbers.scenes()
      let pairs = [(0.4, 0.5), (0.3, 0.6), (0.45, 0.55)]
      let positives = pairs.map { negative, positive in
        let rule = Matcher(positiveThreshold: positive, negativeThreshold: negative, lowQuality: .bestAnchors)
        return "\(Numbers.positives(scenes, by: rule).fixed(digits: 1)) at (\(negative), \(positive))"
      }
      return """
        The document's grid of 3 rates and \(pairs.count) pairs is \(3 * pairs.count) trainings, and the two axes are not \
        alike: the thresholds change how many anchors of a picture are positive (\(positives.joined(separator: ", "))) and \
        so what the loss is divided by. Search the rate first: notebook 12 trains such a grid and asserts that the rate \
        decides more than the thresholds.
        """
    },
    Question(
      11, "Does augmentation help against the imbalance?", .background,
      words: "augmentation flip color jitter class imbalance overfitting learnt by heart own pictures few",
      commands: ["retinanet train --annotations mine/annotations.json --images mine/images --augment standard"],
      notebooks: ["13-augmentation"],
      tests: [
        TestTitle("Images", "Boxes follow their objects to within a pixel"),
        TestTitle("retinanet", "The end of the losses: learnt by heart, still falling, level, too short to say"),
      ],
      papers: [.focal("4.1")]
    ) {
      let (plain, augmented) = positivesWithAndWithoutAugmentation()
      return """
        No: of \(Numbers.anchors.count.grouped) anchors \(plain.fixed(digits: 1)) are positive without and \
        \(augmented.fixed(digits: 1)) with the standard augmentation (mean of 32 pictures). It helps against learning by \
        heart: of 80 pictures, 800 steps at seed 0 (November 2026), AP 0.012 without, 0.096 with flips alone, 0.371 with \
        all of it; notebook 13 asserts the same of 24.
        """
    },
  ]

  /// Boxes of 100 standard scenes with each edge moved by up to a part of the side: the share that still overlaps the
  /// truth by 0.5, and the mean overlap.
  private static func jittered(by part: Double) -> (kept: Double, mean: Double) {
    var generator = SeededGenerator(seed: 4)
    var ious: [Double] = []
    for box in Numbers.scenes(count: 100).joined() {
      func move(_ side: Double) -> Double { Double.random(in: -part * side...part * side, using: &generator) }
      let moved = Box(
        xMin: box.xMin + move(box.width), yMin: box.yMin + move(box.height), xMax: box.xMax + move(box.width),
        yMax: box.yMax + move(box.height))
      ious.append(moved.iou(box))
    }
    return (Double(ious.count { $0 >= 0.5 }) / Double(ious.count), ious.reduce(0, +) / Double(ious.count))
  }

  /// Positive anchors of a picture, before and after the standard augmentation.
  private static func positivesWithAndWithoutAugmentation() -> (Double, Double) {
    var generator = SeededGenerator(seed: 11)
    let blank = Image(height: 128, width: 128, color: Color(red: 0, green: 0, blue: 0))
    let scenes = Numbers.scenes()
    let changed = scenes.map { scene in
      let example = AnnotatedImage(image: blank, objects: scene.map { LabeledBox(box: $0, label: 0) })
      return Augmentation.standard.apply(to: example, using: &generator).objects.map(\.box)
    }
    return (Numbers.positives(scenes), Numbers.positives(changed))
  }
}

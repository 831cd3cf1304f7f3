// Questions 41 … 48, from "Why are Keras RetinaNet results poor?".

import Anchors
import Boxes
import Evaluation
import Foundation
import Images
import Losses
import Randomness
import Shapes
import Text
import Training

extension Question {
  static let kerasQuestions: [Question] = [
    Question(
      41, "Do my anchors fit my data, and what does k-means find?", .keras,
      words: "anchors fit k-means clustering coverage custom sizes ratios poor results",
      commands: [
        "retinanet anchors --preset tiny --fit",
        "retinanet anchors --annotations mine/annotations.json --images mine/images --size 128 --fit",
      ],
      notebooks: ["02-anchors-and-matching", "05-poor-results"],
      tests: [
        TestTitle(
          "Anchors", "Tall small objects: the paper's anchors reach IoU 0.5 on 44 % of them, the fitted ones on 84 %"),
        TestTitle("Anchors", "The search finds at least the mean best IoU of k-means"),
      ],
      papers: [.other(.yolo9000, "2"), .focal("5.2")]
    ) {
      let images = Numbers.images(.tiny)
      var generator = SeededGenerator(seed: 0)
      let fit = try? AnchorFit(.small, images: images, method: .clusters, using: &generator)
      let before = AnchorCoverage(.small, images: images)
      return """
        Measure it: of the objects of 200 tiny pictures an anchor of the small detector reaches IoU 0.5 at \
        \((before.share() ?? 0).share), after k-means under 1 - IoU at \((fit?.after.share() ?? 0).share). On its own \
        standard pictures they fit already: \((AnchorCoverage(.small, images: Numbers.images(.standard)).share() ?? 0).share).
        """
    },
    Question(
      42, "Are sizes [16, 32, 48, 64, 128] with five ratios better?", .keras,
      words: "anchor sizes ratios 0.25 1.5 custom improved configuration large objects",
      commands: ["anchor-grid"], notebooks: ["02-anchors-and-matching", "05-poor-results"],
      tests: [
        TestTitle(
          "Anchors",
          "'Why are Keras RetinaNet results poor?' adds ratios without a new head: five ratios make A = 15, not 9"),
        TestTitle(
          "Anchors",
          "Its sizes [16, 32, 48, 64, 128] end at 203 pixels: an object of 400 × 400 can no longer be matched"),
      ],
      papers: [.focal("5.2"), .focal("Table 1c")]
    ) {
      let sizes = [16.0, 32, 48, 64, 128]
      let ratios = [0.25, 0.5, 1, 1.5, 2]
      let levels = zip([8, 16, 32, 64, 128], sizes).map { AnchorGenerator.Level(stride: $0, baseSize: $1) }
      let theirs = AnchorGenerator(levels: levels, ratios: ratios)
      let large = Box(xMin: 200, yMin: 200, xMax: 600, yMax: 600)
      let (mine, before) = (
        theirs.bestAnchor(for: large, on: .square(800)).iou,
        AnchorGenerator.paper.bestAnchor(for: large, on: .square(800)).iou
      )
      let largest = sizes[4] * (AnchorGenerator.octaveScales.last ?? 1)
      return """
        For small objects; large ones they lose. They end at \(Int(largest)) pixels: an object of 400 × 400 overlaps no anchor by \
        more than \(mine.fixed(digits: 2)), with RetinaNet's own sizes \(before.fixed(digits: 2)). And five ratios make \
        \(theirs.anchorsPerCell) anchors per cell: another head, which old weights do not fit.
        """
    },
    Question(
      43, "Does γ = 1.5 with α = 0.35 work better than 2 and 0.25?", .keras,
      words: "gamma alpha tune focal loss parameters overfit noise hard examples 1.5 0.35",
      commands: ["retinanet train --gamma 1.5 --alpha 0.35 --steps 20", "loss-ledger"],
      notebooks: ["12-tuning", "05-poor-results", "01-focal-loss"],
      tests: [
        TestTitle("Losses", "Bounds and monotonicity: at most αt CE, falling in pt, falling in γ"),
        TestTitle("retinanet", "Every loss by its name, with γ and α"),
      ],
      papers: [.focal("4.1"), .focal("Table 1b")]
    ) {
      func share(_ loss: FocalLoss) -> Double {
        let positives = 1_000 * loss.value(probability: 0.1, isPositive: true)
        let negatives = 99_000 * loss.value(probability: 0.1, isPositive: false)
        return negatives / (positives + negatives)
      }
      let (theirs, paper) = (FocalLoss(alpha: .balanced(0.35), gamma: 1.5), FocalLoss())
      return """
        It weighs the background almost alike: of 1 000 missed objects and 99 000 pieces of background at p = 0.1 the \
        background owns \(share(theirs).share) of the loss instead of \(share(paper).share). Which of the two \
        finds more is a matter of the set and of noise; notebook 12 trains every γ with every α, and `train` takes both.
        """
    },
    Question(
      44, "How does Adam's learning rate go with the batch size?", .keras,
      words: "adam adamw learning rate batch size optimizer scaling sgd",
      commands: [
        "retinanet train --optimizer adamw --batch 4 --steps 20", "retinanet doctor --preset busy --range-test",
      ],
      notebooks: ["12-tuning", "16-anatomy-of-a-step"],
      tests: [
        TestTitle(
          "Training",
          "AdamW's first step moves every weight by the rate, against its gradient, whatever the gradient's size"),
        TestTitle(
          "Training",
          "AdamW's first step is the rate, against the gradient, whatever its size; decay takes rate · decay · w besides"
        ),
      ],
      papers: [.other(.adam, "2"), .other(.adamW, "2")]
    ) {
      let adam = [1.0, 16].map { gradient -> Double in
        var (rule, weight) = (AdamW(decay: 0), 0.0)
        rule.step(&weight, gradient: gradient, rate: 0.001)
        return -weight
      }
      let sgd = [1.0, 16].map { gradient -> Double in
        var (rule, weight) = (SGD(momentum: 0.9, decay: 0), 0.0)
        rule.step(&weight, gradient: gradient, rate: 0.001)
        return -weight
      }
      return """
        Hardly at all through the gradient's size: at a rate of 0.001 Adam's first step is \
        \(adam[0].significant(digits: 3)) for a gradient of 1 and \(adam[1].significant(digits: 3)) for one of 16, \
        plain SGD's \(sgd[0].significant()) and \(sgd[1].significant()). A larger batch makes the gradient surer, so \
        that a higher rate may hold; the range test finds which.
        """
    },
    Question(
      45, "When is augmentation too strong?", .keras,
      words: "augmentation too aggressive rotation shear zoom shift strong distort scale",
      commands: ["retinanet train --annotations mine/annotations.json --images mine/images --augment standard"],
      notebooks: ["13-augmentation"],
      tests: [
        TestTitle(
          "Images",
          "An object with half of its box inside is kept and clipped, with less it is dropped; a crowd is kept"),
        TestTitle("Images", "The documented standard: flip 0.5, colors 0.1, shift 0.1, scale 0.9…1.1, half visible"),
      ],
      papers: [.focal("4.1")]
    ) {
      let standard = kept(.standard)
      let strong = kept(Augmentation(horizontalFlip: 0.5, shift: 0.4, scale: 0.4...1.6))
      return """
        When objects leave the picture or the sizes that the anchors have. Of the objects of 200 standard pictures \
        \(standard.inside.share) are still there after the standard augmentation (shift 0.1, scale 0.9 … 1.1), and \
        \(standard.covered.share) have an anchor of IoU 0.5; with shift 0.4 and scale 0.4 … 1.6 \(strong.inside.share) \
        and \(strong.covered.share). Notebook 13 trains both and asserts that too much is worse than enough.
        """
    },
    Question(
      46, "Does ImageDataGenerator turn the boxes with the picture?", .keras,
      words: "imagedatagenerator keras augmentation boxes annotations left behind flip rotate mirror",
      commands: ["retinanet doctor --annotations mine/annotations.json --images mine/images --size 128"],
      notebooks: ["13-augmentation"],
      tests: [
        TestTitle(
          "Diagnosis", "What mirrors both has an overlap of 1; what is off by one pixel has less"),
        TestTitle("Images", "A mirror image moves a box at 10…30 of 64 to 34…54"),
      ],
      papers: [.focal("4.1")]
    ) {
      let behind = Numbers.scenes(count: 100).joined().map { box in
        let mirrored = Box(xMin: 128 - box.xMax, yMin: box.yMin, xMax: 128 - box.xMin, yMax: box.yMax)
        return box.iou(mirrored)
      }
      let right = Double(behind.count { $0 >= 0.5 }) / Double(behind.count)
      return """
        No: it knows pictures alone, and the document does not say so. After a mirror image without its boxes only \
        \(right.share) of the objects of 100 standard pictures still lie under their annotation at IoU 0.5. Every \
        transformation here moves both.
        """
    },
    Question(
      47, "Does CategoricalCrossentropy(gamma=, alpha=) exist?", .keras,
      words: "keras categoricalcrossentropy gamma alpha argument typeerror focal crossentropy tensorflow",
      commands: ["focal-vs-cross-entropy"], notebooks: ["05-poor-results", "01-focal-loss"],
      tests: [
        TestTitle("Losses", "γ = 0, α = 1 is cross entropy exactly, in value and gradient"),
        TestTitle("Losses", "Logits (0, ln 2, ln 5) are probabilities 1/8, 2/8, 5/8; the last costs (3/8)² ln(8/5)"),
      ],
      papers: [.focal("3.2")]
    ) {
      let (plain, focal) = (FocalLoss.crossEntropy, FocalLoss(alpha: .none, gamma: 2))
      return """
        No: it is cross entropy and takes neither word, so the document's line is an error. Keras has \
        `BinaryFocalCrossentropy`, K sigmoids as RetinaNet's, whose α is off unless `apply_class_balancing=True`, and \
        `CategoricalFocalCrossentropy`, a softmax. What the missing γ costs: an easy example (pt = 0.9) counts \
        \(plain.value(probability: 0.9, isPositive: true).significant(digits: 3)) instead of \
        \(focal.value(probability: 0.9, isPositive: true).significant(digits: 3)).
        """
    },
    Question(
      48, "How are my objects' sizes distributed?", .keras,
      words: "object size distribution histogram small medium large coco statistics dataset",
      commands: [
        "retinanet inspect mine/annotations.json --images mine/images", "retinanet anchors --preset standard",
      ],
      notebooks: ["02-anchors-and-matching", "05-poor-results"],
      tests: [
        TestTitle(
          "Shapes",
          "Sizes are log-uniform: a quarter each in 12…18.8, 18.8…29.4, 29.4…46.0 and 46.0…72 for the first object"),
        TestTitle("Evaluation", "32² px is small and medium at once"),
      ],
      papers: [.other(.coco, "5")]
    ) {
      let sides = Numbers.scenes(count: 200).joined().map { $0.area.squareRoot() }.sorted()
      func at(_ part: Double) -> String { sides[Int(part * Double(sides.count - 1))].fixed(digits: 0) }
      let small = Double(sides.count { $0 < 32 }) / Double(sides.count)
      let large = Double(sides.count { $0 >= 96 }) / Double(sides.count)
      return """
        `inspect` and `anchors` say it of any set. Of 200 standard pictures: \(sides.count) objects, sides (√ of the area) from \
        \(at(0)) to \(at(1)) px, quarters at \(at(0.25)), \(at(0.5)) and \(at(0.75)); by COCO's limits \(small.share) \
        small, \((1 - small - large).share) medium, \(large.share) large.
        """
    },
  ]

  /// Of the objects of 200 standard scenes: how many an augmentation keeps, and how many then reach IoU 0.5.
  private static func kept(_ augmentation: Augmentation) -> (inside: Double, covered: Double) {
    var generator = SeededGenerator(seed: 45)
    let blank = Image(height: 128, width: 128, color: Color(red: 0, green: 0, blue: 0))
    let scenes = Numbers.scenes(count: 200)
    let changed = scenes.map { scene in
      let example = AnnotatedImage(image: blank, objects: scene.map { LabeledBox(box: $0, label: 0) })
      return ImageObjects(
        size: .square(128), objects: augmentation.apply(to: example, using: &generator).objects)
    }
    let all = Double(scenes.reduce(0) { $0 + $1.count })
    let inside = Double(changed.reduce(0) { $0 + $1.objects.count })
    return (inside / all, (AnchorCoverage(.small, images: changed).share() ?? 0) * inside / all)
  }
}

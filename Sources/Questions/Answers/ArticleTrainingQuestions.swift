// Questions 19 … 28, from "RetinaNet, Advanced Computer Vision": losses, training, inference.

import Anchors
import Boxes
import Detector
import Foundation
import Losses
import Matching
import Shapes
import Systems
import Text
import Training

extension Question {
  static let articleTrainingQuestions: [Question] = [
    Question(
      19, "Cross entropy, α, γ: what do they cost in numbers?", .article,
      words: "focal loss worked example values cross entropy alpha gamma formula easy hard",
      commands: ["focal-vs-cross-entropy"], notebooks: ["01-focal-loss"],
      tests: [
        TestTitle(
          "Losses", "An easy example at pt = 0.9 costs 0.00026, 400 times less than cross entropy (the article: 384)"),
        TestTitle("Losses", "A very easy example at pt = 0.99 costs 2.5e-7, 40 000 times less than cross entropy"),
      ],
      papers: [.focal("3.1"), .focal("3.2")]
    ) {
      let ratios = [0.9, 0.99, 0.1].map { truth -> String in
        let (plain, focal) = costs(truth)
        let ratio = plain / focal
        let times = ratio < 10 ? ratio.fixed(digits: 2) : Int(ratio.rounded()).grouped
        return
          "at pt = \(truth) \(plain.significant(digits: 4)) against \(focal.significant(digits: 4)), \(times) times less"
      }
      return """
        Cross entropy -ln pt against the focal loss with γ = 2 and α = 0.25: \(ratios.joined(separator: "; ")). The easy \
        ones are silenced, the hard ones hardly.
        """
    },
    Question(
      20, "Are 384, 0.4667 and 0.1053 right?", .article,
      words: "article errors misprint 384 400 0.4667 0.4663 0.1053 wrong",
      commands: ["focal-vs-cross-entropy"], notebooks: ["01-focal-loss"],
      tests: [
        TestTitle(
          "Losses", "A misclassified example at pt = 0.1 costs 0.4663: the article's 0.4667 is a misprint, 0.09 % off"),
        TestTitle(
          "Losses",
          "A very easy example at pt = 0.99 has CE 0.01 for both signs: the article's 0.1053 for the negative is wrong"),
      ],
      papers: [.focal("3.2")]
    ) {
      let easy = costs(0.9)
      return """
        None of the three: \((easy.plain / easy.focal).significant(digits: 3)), not 384 (rounded figures were divided); \
        \(costs(0.1).focal.significant(digits: 4)), not 0.4667; and \(costs(0.99).plain.significant(digits: 4)), not 0.1053, for \
        background at p = 0.01.
        """
    },
    Question(
      21, "What does the prior do, and does the loss blow up without it?", .article,
      words: "prior probability bias initialization pi 0.01 -4.595 blow up divergence first loss",
      commands: ["bias-prior", "retinanet train --prior 0.5 --steps 20"],
      notebooks: ["01-focal-loss", "16-anatomy-of-a-step"],
      tests: [
        TestTitle(
          "Losses",
          "With 100 000 anchors and 80 classes the background alone is 6.03 with the prior, 1 039 721 without"),
        TestTitle(
          "Training", "Without the prior the first steps lose tens of times as much, and clipping has to hold them back"
        ),
      ],
      papers: [.focal("3.3"), .focal("4.1")]
    ) {
      let (loss, prior) = (FocalLoss(), PriorProbability())
      let (with, without) = (loss.value(logit: prior.bias, isPositive: false), loss.value(logit: 0, isPositive: false))
      let outputs = 100_000.0 * 80
      return """
        The last bias starts at -ln((1 - π)/π) = \(prior.bias.fixed(digits: 3)), so that every score is \
        \(prior.probability). Without it each piece of background costs \
        \(Int((without / with).rounded()).grouped) times as much: with 100 000 anchors and 80 classes \
        \(Int((without * outputs).rounded()).grouped) before normalization \
        instead of \((with * outputs).fixed(digits: 2)). Clipping the gradients can save such a start; nothing else does.
        """
    },
    Question(
      22, "Should α fall as γ rises?", .article, words: "alpha gamma trade-off together balance decrease",
      commands: ["loss-ledger", "retinanet train --gamma 1 --alpha 0.35"], notebooks: ["12-tuning", "01-focal-loss"],
      tests: [
        TestTitle(
          "Losses",
          "α weighs positives by 0.25 and negatives by 0.75; a constant weighs both alike; per class, each has its own"),
        TestTitle("Losses", "Bounds and monotonicity: at most αt CE, falling in pt, falling in γ"),
      ],
      papers: [.focal("4.1"), .focal("Table 1b")]
    ) {
      let alphas = [0, 1, 2].map { "\(balancingAlpha(gamma: Double($0)).fixed(digits: 2)) at γ = \($0)" }
      return """
        Yes, because γ has silenced the background already. For 1 000 missed objects (p = 0.1) and 99 000 pieces of \
        background (p = 0.1) both sides weigh alike with α = \(alphas.joined(separator: ", ")). In a trained detector \
        the negatives are surer than that, so the paper's best α at γ = 2 is 0.25.
        """
    },
    Question(
      23, "Smooth L1 with σ = 3: what is that?", .article,
      words: "smooth l1 sigma beta huber box regression loss 1/9 1/18",
      commands: ["box-coding"], notebooks: ["03-box-losses"],
      tests: [
        TestTitle("Losses", "σ = 3: 0.5·9·x² for |x| < 1/9, else |x| - 1/18"),
        TestTitle("Losses", "At x = 1/9 both branches give 1/18 = 0.0555…"),
      ],
      papers: [.focal("4"), .proposals("3.1.2")]
    ) {
      let loss = SmoothL1(sigma: 3)
      return """
        A parabola up to |x| = 1/σ² = \(loss.beta.fixed(digits: 4)), a straight line behind it; they meet at \
        \(loss.value(loss.beta).fixed(digits: 4)) = 1/18, with slope \(loss.gradient(loss.beta).significant()). \
        torchvision has β = 0 instead, the plain |x|.
        """
    },
    Question(
      24, "The schedule: 0.01, divided at 60 000 and 80 000, weight decay?", .article,
      words: "learning rate schedule 60k 80k milestones momentum weight decay sgd iterations",
      commands: [
        "retinanet train --optimizer sgd --schedule step --steps 90 --milestones 60,80 --batch 2"
      ],
      notebooks: ["12-tuning"],
      tests: [
        TestTitle(
          "Training", "The paper's: SGD at 0.01 for 60k iterations, divided by 10 at 60k and at 80k, 90k in all"),
        TestTitle("Training", "FPN's RPN: 0.02 for 30k, then 0.002 for 10k"),
        TestTitle("Training", "The paper's optimizer is SGD with momentum 0.9 and weight decay 0.0001"),
      ],
      papers: [.focal("4.1"), .pyramid("5.1")]
    ) {
      let (schedule, rpn) = (LearningRateSchedule.retinaNet, LearningRateSchedule.pyramidProposals)
      let rates = [0, 60_000, 80_000].map { "\(schedule.rate(atStep: $0).significant()) from step \($0.grouped)" }
      return """
        \(rates.joined(separator: ", ")), to \(schedule.totalSteps.grouped) in all, weight decay \
        \(OptimizerConfiguration.paper.weightDecay.significant()). The article's other numbers, \
        \(rpn.rate(atStep: 0).significant()) and then \(rpn.rate(atStep: 30_000).significant()), belong to the proposal \
        network of the pyramid's paper.
        """
    },
    Question(
      25, "Inference: 0.05, 1 000 a level, suppression at 0.5?", .article,
      words: "nms score threshold top-k detections per image inference post-processing 100 300",
      commands: ["suppression", "retinanet compare"], notebooks: ["11-from-numbers-to-boxes"],
      tests: [
        TestTitle(
          "Detector",
          "Score > 0.05, at most 1 000 candidates a level, NMS at IoU 0.5 per class, at most 100 (torchvision: 300)"),
        TestTitle("Boxes", "An IoU of exactly 0.5 does not suppress: strictly above is needed"),
      ],
      papers: [.focal("4.1")]
    ) {
      let (paper, torchvision) = (RetinaNet.Inference(), Conventions(.torchvision).inference)
      return """
        Right, with three words left out: scores strictly above \(paper.scoreThreshold), at most \
        \(paper.candidatesPerLevel.grouped) candidates of each level (of anchors × classes), suppression within a class, \
        and at most \(paper.maximumDetections) detections of a picture; torchvision \(torchvision.maximumDetections).
        """
    },
    Question(
      26, "How do two heads back-propagate one loss?", .article,
      words: "two subnets heads backpropagation gradient sum losses classification regression share",
      commands: ["two-heads-one-loss"], notebooks: ["09-two-heads-one-loss", "16-anatomy-of-a-step"],
      tests: [
        TestTitle("Detector", "The box head's gradient of the classification loss is exactly zero, and the reverse"),
        TestTitle(
          "Detector", "Below the heads the gradients add: ∇(classification + box) = ∇classification + ∇box, to rounding"
        ),
      ],
      papers: [.focal("4"), .focal("4.1")]
    ) {
      let heads = 2 * Numbers.small.architecture.headDepth
      return """
        One sum, one backward pass. Each head's \(heads / 2) layers before its predictor get the gradient of their own \
        loss alone, that of the other is exactly 0; where the two roads meet, in the pyramid and the backbone, the \
        gradients add.
        """
    },
    Question(
      27, "Is RetinaNet good for dense and for small objects?", .article,
      words: "small objects dense crowded tiny aerial satellite",
      commands: [
        "retinanet anchors --preset tiny --fit", "retinanet anchors --preset crowded",
        "retinanet train --preset tiny --anchors fit --steps 20",
      ],
      notebooks: ["07-pyramids"],
      tests: [
        TestTitle(
          "Anchors", "Tall small objects: the paper's anchors reach IoU 0.5 on 44 % of them, the fitted ones on 84 %"),
        TestTitle("Reports", "A speck that no anchor fits has a positive anchor only by the low-quality rule"),
        TestTitle(
          "Boxes", "Two people who overlap by 0.6: hard suppression loses one, linear keeps it with 0.4 of its score"),
      ],
      papers: [.focal("5.2"), .focal("5.3"), .other(.softSuppression, "3")]
    ) {
      let shares = [ShapesDataset.Preset.tiny, .crowded, .standard].compactMap { preset in
        AnchorCoverage(.small, images: Numbers.images(preset)).share().map { "\(preset.rawValue) \($0.share)" }
      }
      return """
        Dense, yes: every cell is asked. Small, if the anchors are: of the objects of 200 pictures an anchor of the small \
        detector reaches IoU 0.5 at \(shares.joined(separator: ", ")). Fit the anchors first (`--fit`); and of dense \
        objects suppression drops those that overlap by more than \
        \(NonMaximumSuppression(iouThreshold: 0.5).iouThreshold), which soft suppression keeps. Notebook 07 asserts that \
        objects of 10 to 16 px are found better with P3 to P7 than with P5 alone.
        """
    },
    Question(
      28, "Hard example mining or the focal loss?", .article,
      words: "ohem hard negative mining ssd 3:1 sampling focal comparison",
      commands: ["loss-ledger", "retinanet train --loss cross-entropy --sampling mined --steps 20"],
      notebooks: ["12-tuning", "08-proposals"],
      tests: [
        TestTitle("Losses", "SSD's 3 to 1: every positive, and for 2 positives the 6 negatives that cost most"),
        TestTitle(
          "Losses", "10 positives at 0.5 and 10 000 negatives at 0.1: the negatives own 99.3 % of CE and 94.8 % of FL"),
        TestTitle("Losses", "With the negatives at 0.01 they still own 93.5 % of CE, but 1.7 % of FL"),
      ],
      papers: [.focal("3.4"), .focal("Table 1d"), .other(.mining, "4")]
    ) {
      let positives = Numbers.matches(Numbers.scene).positiveCount
      return """
        Mining throws away: for \(positives) positives it keeps the \(3 * positives) negatives that cost most of \
        \(Numbers.anchors.count.grouped) anchors. The focal loss keeps all and lets each weigh \
        (1 - pt)²: \(focalWeight(truthProbability: 0.99).significant(digits: 2)) at pt = 0.99, \
        \(focalWeight(truthProbability: 0.1).significant(digits: 2)) at 0.1. Both are options of `train`; the paper found \
        the focal loss ahead.
        """
    },
  ]

  /// Cross entropy and the focal loss with a constant α of 0.25, by the probability given to the truth.
  private static func costs(_ truth: Double) -> (plain: Double, focal: Double) {
    (
      CrossEntropy.value(probability: truth, isPositive: true),
      FocalLoss(alpha: .constant(0.25), gamma: 2).value(probability: truth, isPositive: true)
    )
  }

  /// The α at which 1 000 positives and 99 000 negatives, all at p = 0.1, own half of the loss each.
  private static func balancingAlpha(gamma: Double) -> Double {
    let loss = FocalLoss(alpha: .none, gamma: gamma)
    let positives = 1_000 * loss.value(probability: 0.1, isPositive: true)
    let negatives = 99_000 * loss.value(probability: 0.1, isPositive: false)
    return negatives / (positives + negatives)
  }
}

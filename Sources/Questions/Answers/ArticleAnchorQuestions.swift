// Questions 12 … 18, from "RetinaNet, Advanced Computer Vision": anchors and pyramids.

import Anchors
import Boxes
import Detector
import Losses
import Matching
import Text

extension Question {
  static let articleAnchorQuestions: [Question] = [
    Question(
      12, "What are anchors, and what is np.array(2500, 9)?", .article,
      words: "anchor boxes number count grid cells per location 100k 120087",
      commands: ["retinanet anchors --config paper --size 800", "anchor-grid"], notebooks: ["02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Anchors",
          "The article's np.array(2500, 9) is a 50 × 50 map with 9 anchors: 22 500 of them, P4 of 800 × 800"),
        TestTitle(
          "Anchors", "The article's '~100k' anchors are 120 087 at 800 × 800, a fifth more, and 67 995 at 600 × 600"),
      ],
      papers: [.focal("4"), .proposals("3.1.1")]
    ) {
      let grids = AnchorGenerator.paper.grids(on: .square(800))
      let fourth = grids.first { $0.level.name == "P4" }
      let cells = fourth?.locationCount ?? 0
      return """
        Boxes at fixed places of which each is asked: is there an object about here, about this large, and which? On \
        800 × 800 pixels level P4 has \(cells.grouped) cells of \(AnchorGenerator.paper.anchorsPerCell) anchors, \
        \((fourth?.anchorCount ?? 0).grouped) in all (the article writes the shape as if it were values), and P3 to P7 \
        together \(Numbers.paperAnchors.grouped), a fifth more than its "~100k".
        """
    },
    Question(
      13, "Why a feature pyramid and not an image pyramid?", .article,
      words: "fpn image pyramid scales 256 300 500 800 costly inference time multi-scale testing",
      commands: ["retinanet bench infer --size 256", "retinanet anchors --config paper --size 800"],
      notebooks: ["07-pyramids"],
      tests: [TestTitle("retinanet", "The small detector takes 0.36 GFLOP an image of 128 × 128 pixels")],
      papers: [.pyramid("1"), .pyramid("3")]
    ) {
      let model = RetinaNet(.small)
      let sizes = [256, 300, 500, 800]
      let operations = sizes.map { model.operations(on: .square($0)) }
      let all = operations.reduce(0, +)
      let one = operations[sizes.count - 1]
      return """
        Because the network has made the other scales already: strides 8 to 128 of one pass. The article's four sizes, \
        \(sizes.map(String.init).joined(separator: ", ")), cost the small detector \
        \((all / 1e9).fixed(digits: 1)) GFLOP, its largest alone \((one / 1e9).fixed(digits: 1)): \
        \((all / one).fixed(digits: 2)) times as much, before four sets of boxes are merged.
        """
    },
    Question(
      14, "What is the semantic gap, and what does the top-down path do about it?", .article,
      words: "fpn top-down lateral connections receptive field features low level high level upsampling",
      commands: ["retinanet anchors --config small --size 128"], notebooks: ["07-pyramids"],
      tests: [
        TestTitle("Detector", "The parameters of backbone, pyramid and two heads, worked by hand"),
        TestTitle("Detector", "The pyramid's levels have the anchors' grids, for odd sizes too"),
      ],
      papers: [.pyramid("3"), .pyramid("5.1")]
    ) {
      let fields = receptiveFields(stages: Numbers.small.architecture.stageChannels.count)
      return """
        A map of high resolution has seen little: in the small detector a cell of C3 sees \(fields[1]) × \(fields[1]) \
        pixels, less than its largest objects, one of C5 \(fields[3]) × \(fields[3]). The top-down path enlarges the \
        coarse map and adds it to the finer one, so that P3 decides every 8 pixels with what C5 has seen.
        """
    },
    Question(
      15, "What differs between the RPN and RetinaNet: 0.7 and 0.3, 256 samples?", .article,
      words: "rpn region proposal network thresholds sampling 128 256 objectness faster rcnn matching",
      commands: ["retinanet train --positive-threshold 0.7 --negative-threshold 0.3 --sampling balanced --steps 20"],
      notebooks: ["08-proposals"],
      tests: [
        TestTitle(
          "Matching",
          "The Data Science Blogathon article gives 0.7 and 0.3 beside RetinaNet; those are the proposal network's, RetinaNet's are 0.5 and 0.4"
        ),
        TestTitle("Losses", "128 + 128 of 256, if there are enough positives"),
        TestTitle(
          "Matching", "torchvision's proposal network labels the same 2 249 anchors: 1 positive, 0 negative, -1 ignored"
        ),
      ],
      papers: [.proposals("3.1.2"), .proposals("3.1.3"), .focal("3.4"), .focal("4")]
    ) {
      let (rpn, retina) = (Matcher.regionProposals, Matcher.paper)
      let sampler = BalancedSampler()
      return """
        The article mixes the two. A proposal network: positive from \(rpn.positiveThreshold), negative below \
        \(rpn.negativeThreshold), anchors over the border ignored, one score for "object", and of all anchors \
        \(sampler.total) drawn, at most \(sampler.positives) positive. RetinaNet: \(retina.positiveThreshold) and \
        \(retina.negativeThreshold), all anchors kept, K scores, and all \(Numbers.paperAnchors.grouped) of them in the \
        loss, which is what the focal loss is for.
        """
    },
    Question(
      16, "Are anchors outside the image ignored?", .article,
      words: "border boundary outside image cross anchors straddle ignored",
      commands: ["which-retinanet", "retinanet compare"], notebooks: ["08-proposals", "02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Matching", "RetinaNet keeps the anchors across the border: 1 147 of the small detector's 3 069 reach outside"
        ),
        TestTitle("Matching", "Anchors across the image's border are ignored if asked, and are no object's best"),
        TestTitle(
          "Matching",
          "keras-retinanet ignores an anchor centered at the right or lower edge or beyond, whatever it overlaps"),
      ],
      papers: [.proposals("3.1.3")]
    ) {
      let outside = Numbers.anchors.count { $0.xMin < 0 || $0.yMin < 0 || $0.xMax > 128 || $0.yMax > 128 }
      return """
        In a proposal network's training, yes; in RetinaNet, no: \(outside.grouped) of the small detector's \
        \(Numbers.anchors.count.grouped) anchors reach over the edge, and take part. keras-retinanet alone leaves out \
        those whose center lies outside.
        """
    },
    Question(
      17, "Is ground truth assigned to each level separately, or over all anchors?", .article,
      words: "assign ground truth pyramid level all anchors two confusions objects levels",
      commands: ["retinanet match --index 3"],
      notebooks: ["07-pyramids", "06-three-confusions", "02-anchors-and-matching"],
      tests: [
        TestTitle("Matching", "A positive anchor always learns its own best object"),
        TestTitle("Matching", "Best partners are the largest IoU of row and column; counts add up"),
      ],
      papers: [.pyramid("4.1"), .focal("4")]
    ) {
      let (several, all) = objectsOnSeveralLevels()
      return """
        Over all anchors of all levels at once, which is what the article chose in the end: each anchor takes the object \
        that it overlaps most, and no level is chosen for an object. So an object may be learnt on several: \
        \(several) of \(all) in 32 standard pictures have positive anchors on two levels or more.
        """
    },
    Question(
      18, "Sizes [32, 54, 128, 256, 512] and 15 anchors at each location?", .article,
      words: "misprint 54 64 sizes 15 anchors each location three five",
      commands: ["retinanet anchors --config paper --size 800"], notebooks: ["02-anchors-and-matching"],
      tests: [
        TestTitle(
          "Anchors",
          "The Data Science Blogathon article's [32, 54, 128, 256, 512] is a misprint of 64: 10 pixels, 15.6 %, and a hole in the sizes"
        ),
        TestTitle(
          "Anchors",
          "The article's '15 anchors at each location' are 5 sizes × 3 ratios over the whole pyramid: 3 at each location"
        ),
      ],
      papers: [.pyramid("4.1"), .focal("4")]
    ) {
      let rpn = AnchorGenerator.regionProposals
      let sizes = AnchorGenerator.paper.levels.map { $0.baseSize.significant() }.joined(separator: ", ")
      return """
        Two misprints: the sizes double, \(sizes); and 15 is \(rpn.levels.count) sizes × \(rpn.ratios.count) ratios over \
        the whole pyramid of a proposal network, which has \(rpn.anchorsPerCell) at each location. RetinaNet has \
        \(AnchorGenerator.paper.anchorsPerCell).
        """
    },
  ]

  /// How many pixels a cell of C2, C3, … sees: a stem of stride 2, then in each stage a 3 × 3 convolution of stride 2
  /// and one of stride 1.
  private static func receptiveFields(stages: Int) -> [Int] {
    var (field, step) = (3, 2)
    return (0..<stages).map { _ in
      field += 2 * step
      step *= 2
      field += 2 * step
      return field
    }
  }

  /// How many objects have positive anchors on more than one level, of how many.
  private static func objectsOnSeveralLevels() -> (several: Int, all: Int) {
    var (several, all) = (0, 0)
    for scene in Numbers.scenes() {
      let matches = Numbers.matches(scene)
      for object in scene.indices {
        let levels = matches.positives(ofObject: object).map { anchor in
          Numbers.small.architecture.anchors.locate(anchor: anchor, on: .square(128)).level
        }
        several += Set(levels).count > 1 ? 1 : 0
      }
      all += scene.count
    }
    return (several, all)
  }
}

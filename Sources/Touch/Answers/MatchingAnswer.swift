// The page on matching: objects that one drags over a picture, and what their anchors become by a system's rules.

import Anchors
import Boxes
import Matching
import Systems
import Text

extension Answer {
  /// Rows of the page's picture.
  static let matchingHeight = 240
  /// Columns of the page's picture.
  static let matchingWidth = 320

  /// Which anchors are positive, ignored and negative, and why.
  ///
  /// ```
  /// inputs     system, low-quality rule, positive threshold, negative threshold, whether defects are reproduced,
  ///            x and y of the point that is asked about (x below 0: none), then xMin, yMin, xMax, yMax of each object
  /// numbers    anchors, positive, ignored, negative; 1 and the edges of the anchor asked about, or five zeros;
  ///            then for each anchor that is not negative: its object, or -1 if it is ignored, and its edges
  /// texts      the counts in words, the verdict of the anchor asked about, its place, the verdict of each object
  /// no inputs  for each system its rule and its thresholds; the names of systems, then those of rules
  /// ```
  public static func matching(_ inputs: [Double]) -> Answer {
    if inputs.isEmpty { return matchingChoices }
    var inputs = Inputs(inputs)
    guard let system = inputs.integer(in: 0..<ReferenceSystem.allCases.count),
      let rule = inputs.integer(in: 0..<Matcher.LowQualityRule.allCases.count),
      let positive = inputs.number(in: 0.01...1), let negative = inputs.number(in: 0.01...positive),
      let reproducesDefects = inputs.flag(), let x = inputs.number(), let y = inputs.number()
    else { return nothing }
    var objects: [Box] = []
    while let object = inputs.box() { objects.append(object) }

    let reference = ReferenceSystem.allCases[system]
    let generator = AnchorGenerator.preset(reference, reproducingDefects: reproducesDefects)
    var matcher = Matcher.preset(reference, reproducingDefects: reproducesDefects)
    // The higher one first where both rise: negative ≤ positive holds at every moment.
    matcher.negativeThreshold = min(negative, matcher.negativeThreshold)
    matcher.positiveThreshold = positive
    matcher.negativeThreshold = negative
    matcher.lowQuality = Matcher.LowQualityRule.allCases[rule]

    let padding = reference.sheet.padding
    let (height, width) = (padding.padded(matchingHeight), padding.padded(matchingWidth))
    let anchors = generator.anchors(on: ImageSize(height: height, width: width))
    let matches = matcher.match(
      anchors: anchors, objects: objects, image: ImageSize(height: matchingHeight, width: matchingWidth))

    var answer = Answer()
    let counts = (matches.positiveCount, matches.ignoredCount, matches.negativeCount)
    answer.numbers = [Double(anchors.count), Double(counts.0), Double(counts.1), Double(counts.2)]
    answer.texts = [
      "\(anchors.count.grouped) anchors: \(counts.0.grouped) positive, \(counts.1.grouped) ignored, "
        + "\(counts.2.grouped) negative."
    ]
    if x >= 0, let asked = anchorAsked(about: x, y, in: matches) {
      answer.numbers.append(1)
      answer.append(anchors[asked])
      let place = generator.locate(anchor: asked, on: ImageSize(height: height, width: width))
      answer.texts += [matches.verdict(anchor: asked).sentence, generator.describe(place)]
    } else {
      answer.numbers += [0, 0, 0, 0, 0]
      answer.texts += ["", ""]
    }
    answer.texts += matches.objectVerdicts.map { $0.sentence }
    for (anchor, assignment) in matches.assignments.enumerated() {
      switch assignment {
      case .positive(let object): answer.numbers.append(Double(object))
      case .ignored: answer.numbers.append(-1)
      case .negative: continue
      }
      answer.append(anchors[anchor])
    }
    return answer
  }

  /// Of the anchors centered within 12 pixels of a point, where every image has some, the one that overlaps an object
  /// most; of equals the nearest.
  private static func anchorAsked(about x: Double, _ y: Double, in matches: Matches) -> Int? {
    var (best, nearest) = (-1.0, Double.infinity)
    var asked: Int?
    for (index, anchor) in matches.anchors.enumerated() {
      let (right, down) = (anchor.centerX - x, anchor.centerY - y)
      let distance = right * right + down * down
      let iou = matches.bestIoU[index]
      guard distance <= 144, iou > best || (iou == best && distance < nearest) else { continue }
      (best, nearest, asked) = (iou, distance, index)
    }
    return asked
  }

  private static var matchingChoices: Answer {
    let rules = Matcher.LowQualityRule.allCases
    var answer = Answer()
    for system in ReferenceSystem.allCases {
      let matcher = Matcher.preset(system)
      answer.numbers += [
        Double(rules.firstIndex(of: matcher.lowQuality) ?? 0), matcher.positiveThreshold, matcher.negativeThreshold,
      ]
      answer.texts.append(system.name)
    }
    answer.texts += rules.map { $0.rawValue }
    return answer
  }
}

// The page on suppression: detections that one drags, and which of them remain by which rule.

import Boxes
import Text

extension Answer {
  /// The score below which soft suppression lets a detection go, on this page: RetinaNet's score threshold.
  static let leastScore = 0.05

  /// Which detections remain, with which scores, and why.
  ///
  /// ```
  /// inputs     rule (0 hard; 1 Detectron's: pixels inclusive, the threshold itself suppresses; 2 soft, linear; 3 soft,
  ///            Gaussian), threshold (of a Gaussian: σ), whether each class is by itself, then for each detection its
  ///            four edges, its class and its score
  /// numbers    for each detection its score then, 0 if it is gone
  /// texts      the rule's name, how many remain, and a sentence for each detection
  /// ```
  public static func suppression(_ inputs: [Double]) -> Answer {
    var inputs = Inputs(inputs)
    guard let rule = inputs.integer(in: 0..<4), let threshold = inputs.number(in: 0...1), let perClass = inputs.flag(),
      rule < 3 || threshold > 0
    else { return nothing }
    var detections: [Detection] = []
    while let box = inputs.box(), let label = inputs.integer(in: 0..<1_000), let score = inputs.number(in: 0...1) {
      detections.append(Detection(box: box, label: label, score: score))
    }
    let pixels: PixelConvention = rule == 1 ? .inclusive : .continuous
    let suppression: SuppressionRule =
      rule < 2
      ? .hard(
        NonMaximumSuppression(
          iouThreshold: threshold, perClass: perClass, pixels: pixels, includesThreshold: rule == 1))
      : .soft(
        SoftNonMaximumSuppression(
          rule == 2 ? .linear(iouThreshold: threshold) : .gaussian(sigma: threshold), scoreThreshold: leastScore,
          perClass: perClass))

    let remaining = suppression.remaining(detections)
    let scores = scores(of: detections, in: remaining)
    var answer = Answer(numbers: scores)
    answer.texts = [suppression.name, "\(remaining.count) of \(detections.count.counted("detection")) remain."]
    for index in detections.indices {
      answer.texts.append(
        sentence(index, detections, scores, pixels: pixels, perClass: perClass, isHard: rule < 2))
    }
    return answer
  }

  /// The score of each detection among those that remain, 0 if it is not.
  private static func scores(of detections: [Detection], in remaining: [Detection]) -> [Double] {
    var waiting = remaining
    return detections.map { detection in
      // A score only falls, so that of two equal boxes the surer one finds the surer remainder first.
      let found = waiting.firstIndex {
        $0.box == detection.box && $0.label == detection.label && $0.score <= detection.score
      }
      return found.map { waiting.remove(at: $0).score } ?? 0
    }
  }

  /// What became of a detection, and which surer one that remains it overlaps most.
  private static func sentence(
    _ index: Int, _ detections: [Detection], _ scores: [Double], pixels: PixelConvention, perClass: Bool, isHard: Bool
  ) -> String {
    let detection = detections[index]
    var overlap = (iou: 0.0, other: index)
    for other in detections.indices where other != index && (!perClass || detections[other].label == detection.label) {
      let isSurer =
        detections[other].score > detection.score || (detections[other].score == detection.score && other < index)
      guard isSurer, scores[other] > 0 else { continue }
      let iou = detections[other].box.iou(detection.box, pixels)
      if iou > overlap.iou { overlap = (iou, other) }
    }
    let start = "\(name(index)), \(detection.score.fixed(digits: 2)): "
    let end =
      overlap.iou > 0
      ? "; of the surer ones that remain it overlaps \(name(overlap.other)) most, IoU \(overlap.iou.fixed(digits: 4))."
      : "."
    if scores[index] == 0 { return start + "gone" + end }
    if isHard || scores[index] == detection.score { return start + "stays" + end }
    return start + "stays with \(scores[index].fixed(digits: 4))" + end
  }

  /// The letter of a detection: A, B, C and so on.
  private static func name(_ index: Int) -> String {
    String(Character(Unicode.Scalar(UInt8(65 + index % 26))))
  }
}

// A detector that has been trained, beside the pictures that it learnt from and others (run4, run6, run7, run11, eval7
// and eval8).

import Boxes
import Detector
import Evaluation
import Images
import Matching
import Text
import Training

/// What a trained detector does on its own pictures and on others.
public struct LearntState {
  /// What was found.
  public let findings: [Finding]
  /// AP on training pictures; nil if there was nothing to find.
  public let trainingAP: Double?
  /// AP on validation pictures; nil if there was nothing to find.
  public let validationAP: Double?
  /// Objects found beside objects covered.
  public let sizes: SizeCoverage

  /// The checks' names.
  public static let checks = ["run4", "run6", "run7", "run11", "eval7", "eval8"]

  /// Looks at the first pictures of both sets.
  ///
  /// - Parameters:
  ///   - model: the detector after training.
  ///   - training: pictures that it learnt from.
  ///   - validation: pictures that it has not seen.
  ///   - most: how many of each.
  ///   - optimizer: with the peak rate of the run, for the size of its steps; nil leaves them out.
  /// - Throws: What the data sets throw.
  public init(
    _ model: RetinaNet, training: any Dataset, validation: any Dataset, most: Int = 64,
    optimizer: (configuration: OptimizerConfiguration, rate: Double)? = nil
  ) throws {
    let own = FirstPictures(most, of: training), others = FirstPictures(most, of: validation)
    var found: [Finding] = []
    let batch = try own.batch(8)
    if !batch.isEmpty {
      found += ModeGap(model, batch).findings
      if let optimizer {
        found += UpdateSize(model, batch, optimizer: optimizer.configuration, rate: optimizer.rate).findings
      }
    }
    var seen: [[Detection]] = []
    let learnt = try DetectorEvaluation(model, on: own)
    let measured = try DetectorEvaluation(model, on: others, looking: { seen.append($0) })
    (trainingAP, validationAP) = (learnt.summary.ap, measured.summary.ap)
    found += [try Self.balance(model, own, others)?.finding].compactMap(\.self)
    // Few pictures have to be looked at: each is read when it is asked for.
    let unannotated = UnannotatedObjects(learnt.images) { try? own.seen(at: $0).original.image }
    found += [unannotated.finding { "training picture \($0)" }].compactMap(\.self)
    let architecture = model.configuration.architecture
    sizes = SizeCoverage(
      try Self.images(others, detections: seen), generator: architecture.anchors,
      matcher: model.configuration.learning.assigner.matcher ?? Matcher(lowQuality: .bestAnchors))
    found += [sizes.finding, Self.gap(learnt.summary.ap, measured.summary.ap, pictures: own.count)].compactMap(\.self)
    findings = found
  }

  /// Positive anchors of a picture with objects in both sets.
  private static func balance(
    _ model: RetinaNet, _ training: FirstPictures, _ validation: FirstPictures
  ) throws -> PositivesBalance? {
    func mean(_ pictures: FirstPictures) throws -> Double? {
      try pictures.map { example -> Double? in
        guard example.objects.contains(where: { !$0.isCrowd }) else { return nil }
        return Double(model.targets(objects: example.objects, on: example.image.size).positiveCount)
      }.compactMap(\.self).mean
    }
    guard let first = try mean(training), let second = try mean(validation) else { return nil }
    return PositivesBalance(training: first, validation: second)
  }

  /// What was found in pictures as the detector saw them, beside their objects there.
  private static func images(
    _ pictures: FirstPictures, detections: [[Detection]]
  ) throws -> [(size: ImageSize, seen: EvaluatedImage)] {
    zip(try pictures.map { ($0.image.size, $0.objects) }, detections).map { picture, detections in
      (picture.0, EvaluatedImage(detections: detections, objects: picture.1))
    }
  }

  /// How much better the training pictures are known (eval8).
  static func gap(_ training: Double?, _ validation: Double?, pictures: Int) -> Finding? {
    guard let training, let validation, training - validation >= 0.1 else { return nil }
    return Finding(
      "eval8", training - validation >= 0.25 ? .severe : .warning,
      "Training pictures are known much better than others",
      measured:
        "AP \(training.fixed(digits: 3)) on \(pictures) training pictures, \(validation.fixed(digits: 3)) on others",
      expected: "a difference under 0.1: what is learnt holds for other pictures too",
      advice:
        "vary the pictures (--augment standard), begin with weights of another run (--weights), annotate more; more "
        + "steps do not help")
  }
}

extension FirstPictures {
  fileprivate func map<Result>(_ transform: (AnnotatedImage) throws -> Result) throws -> [Result] {
    try (0..<count).map { try transform(try example(at: $0)) }
  }

  /// The first pictures of one size, with objects.
  fileprivate func batch(_ most: Int) throws -> [AnnotatedImage] {
    let examples = try (0..<min(most, count)).map(example(at:))
    return examples.filter { $0.image.size == examples[0].image.size }
  }
}

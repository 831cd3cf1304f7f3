// Is the loss the same in evaluation as in training? What running statistics are for (run6).

import Boxes
import Detector
import Images
import Layers
import Text

/// The loss of one batch by the batch's own statistics, as in training, and by the running ones, as in use.
///
/// The two are near each other once statistics have been gathered over some hundred steps. Statistics that were frozen,
/// never saved, or of another preprocessing make a detector that trains well and finds nothing.
public struct ModeGap: Hashable, Sendable {
  /// Class and box loss by the batch's statistics.
  public let training: Double
  /// Class and box loss by the running statistics.
  public let evaluation: Double

  /// Looks at examples of one size; nothing of the model is changed.
  public init(_ model: RetinaNet, _ examples: [AnnotatedImage]) {
    precondition(!examples.isEmpty, "examples must not be empty, found none")
    let size = examples[0].image.size
    let targets = model.batch(examples.map { model.targets(objects: $0.objects, on: size) })
    let input = model.input(examples.map(\.image))
    func loss(_ pass: Pass) -> Double { Double(model.loss(model(input, pass), targets, pass).total) }
    training = loss(.training())
    evaluation = loss(.inference())
  }

  /// The loss in use over the loss in training.
  public var ratio: Double { evaluation / max(training, 1e-12) }

  /// What the check says; a loss so small that all is known says nothing.
  public var findings: [Finding] {
    guard ratio >= 1.3, evaluation - training > 0.1 else { return [] }
    return [
      Finding(
        "run6", ratio >= 2 ? .severe : .warning, "The loss is another one in evaluation than in training",
        measured:
          "\(evaluation.fixed(digits: 3)) by the running statistics, \(training.fixed(digits: 3)) by the batch's "
          + "own: \(ratio.fixed(digits: 1)) times as much, on the same pictures",
        expected: "less than 1.3 times: the same weights see the same pictures",
        advice:
          "look whether the normalization's statistics are gathered, saved and loaded; freeze them only when they "
          + "come with pretrained weights, and use batches of more than 2 pictures")
    ]
  }
}

// An exponential running average of the weights: it is evaluated and saved in place of the last, noisier ones.

import Detector
import Kernels
import Layers
import Tensors

/// The average of a model's parameters and running statistics over the last steps (Polyak and Juditsky, 1992).
///
/// ```
/// average ← average + s (weights - average),   s = max(share, 1 / (1 + step / 10))
/// ```
/// so that the first steps, far from anything good, are soon forgotten.
public final class WeightAverage {
  private let sources: [StateTensor]
  private let averages: [Tensor]
  private let share: Double

  /// An average that starts with the model's weights.
  public init(of model: RetinaNet, share: Double) {
    precondition(share > 0 && share <= 1, "share: must be above 0 and at most 1, found \(share)")
    sources = Self.tensors(of: model)
    averages = sources.map { $0.value.copied() }
    self.share = share
  }

  func add(step: Int) {
    let share = Float(max(share, 1 / (1 + Double(step) / 10)))
    for (source, average) in zip(sources, averages) {
      UpdateKernels.average(source.value.buffer, into: average.buffer, share: share)
    }
  }

  /// Writes the average into a detector of the same configuration; the one that is trained stays as it is.
  ///
  /// - Precondition: the detector has the tensors of the one that the average is of.
  public func write(into other: RetinaNet) {
    let targets = Self.tensors(of: other)
    precondition(
      targets.map(\.name) == sources.map(\.name), "other: must be a detector of the same configuration, found another")
    for (target, average) in zip(targets, averages) { target.value.buffer.write(average.array) }
  }

  private static func tensors(of model: RetinaNet) -> [StateTensor] {
    model.parameters.map { StateTensor(name: $0.name, value: $0.value) } + model.buffers
  }

  /// The average by name, for a checkpoint.
  public var state: [StateTensor] {
    zip(sources, averages).map { StateTensor(name: "average.\($0.name)", value: $1) }
  }
}

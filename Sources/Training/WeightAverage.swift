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
  /// A detector that has the average for its weights: to be measured and saved, beside the one that is trained.
  public let model: RetinaNet
  /// What is averaged, and its average in `model`, in one order.
  private let pairs: [(source: StateTensor, average: Tensor)]
  private let share: Double

  /// An average that starts with the model's weights.
  ///
  /// - Precondition: `share` is above 0 and at most 1.
  public init(of model: RetinaNet, share: Double) {
    precondition(share > 0 && share <= 1, "share must be above 0 and at most 1, found \(share)")
    self.model = RetinaNet(model.configuration, pieces: model.ownPieces, seed: nil)
    self.share = share
    pairs = zip(model.state, self.model.state).map { ($0, $1.value) }
    for (source, average) in pairs { average.buffer.write(source.value.array) }
  }

  func add(step: Int) {
    let share = Float(max(share, 1 / (1 + Double(step) / 10)))
    for (source, average) in pairs {
      UpdateKernels.average(source.value.buffer, into: average.buffer, share: share)
    }
  }

  /// The average by name, for a checkpoint.
  public var state: [StateTensor] {
    pairs.map { StateTensor(name: "average.\($0.source.name)", value: $0.average) }
  }
}

extension RetinaNet {
  /// Parameters, then everything else that is saved.
  fileprivate var state: [StateTensor] { parameters.map { StateTensor($0) } + buffers }
}

// Batch and group normalization on the tape, with the running statistics that batch normalization needs for inference.

import Kernels

/// Averages over the batches seen so far: batch normalization's statistics outside training.
public final class RunningStatistics {
  /// Running means, one for each channel.
  public let mean: Tensor
  /// Running variances (of the sample: divided by n - 1, as PyTorch keeps them), one for each channel.
  public let variance: Tensor
  /// The share of the newest batch.
  public var share: Float

  /// Mean 0 and variance 1 for each channel.
  public init(channels: Int, share: Float = 0.1) {
    mean = Tensor(zeros: [channels])
    variance = Tensor(shape: [channels], Array(repeating: 1, count: channels))
    self.share = share
  }

  /// What a batch's statistics change, if the step is made.
  func updates(_ statistics: Normalization.Statistics) -> [StateUpdate] {
    let count = Double(statistics.count)
    let correction = count > 1 ? count / (count - 1) : 1
    func update(_ target: Tensor, _ newest: [Float]) -> StateUpdate {
      StateUpdate(of: target, newest: Tensor(shape: target.shape, newest), share: share)
    }
    return [
      update(mean, statistics.mean.map { Float($0) }),
      update(variance, statistics.variance.map { Float($0 * correction) }),
    ]
  }

  var statistics: Normalization.Statistics {
    Normalization.Statistics(mean: mean.array.map(Double.init), variance: variance.array.map(Double.init), count: 0)
  }
}

extension Tape {
  /// Normalizes every input by its own statistics, with one scale and shift, and cuts off below 0 if asked to.
  ///
  /// With `running`, a training pass normalizes by the batch and lists the change of the running ones in `updates`;
  /// otherwise they are what it normalizes by. Only a training pass can be differentiated.
  ///
  /// Shapes: inputs and outputs [N, Hₗ, Wₗ, C], scale and shift [C].
  public func normalize(
    _ inputs: [Variable], _ normalization: Normalization, scale: Parameter, shift: Parameter,
    running: RunningStatistics? = nil, isTraining: Bool = true
  ) -> [Variable] {
    let maps = inputs.map(\.tensor.map)
    let frozen = isTraining ? nil : running
    let statistics = frozen.map { running in maps.map { _ in running.statistics } } ?? normalization.statistics(maps)
    if isTraining, let running { statistics.flatMap(running.updates).forEach(found) }
    let outputs = normalization.apply(maps, statistics, scale: scale.value.buffer, shift: shift.value.buffer)
    return record(
      inputs: inputs, outputs: outputs.map { Tensor($0) }, hasParameters: scale.isTrained || shift.isTrained
    ) {
      gradients in
      precondition(
        frozen == nil, "a normalization that is differentiated must be by the batch, found one by running statistics")
      return normalization.gradient(
        inputs: maps, outputGradients: gradients.map(\.map), statistics, scale: scale.value.buffer,
        shift: shift.value.buffer, addScaleTo: scale.gradient.buffer, addShiftTo: shift.gradient.buffer
      ).map { Tensor($0) }
    }
  }
}

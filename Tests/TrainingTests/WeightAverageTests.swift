// The running average of the weights.

import Detector
import Testing
import _TestSupport

@testable import Training

@Suite("Weight average")
struct WeightAverageTests {
  private let model = RetinaNet(tinyConfiguration(), seed: 0)

  private func fill(_ value: Float) {
    for parameter in model.parameters { parameter.value.buffer.fill(value) }
    for buffer in model.buffers { buffer.value.buffer.fill(value) }
  }

  private func values(_ average: WeightAverage) -> Set<Float> { Set(average.state.flatMap { $0.value.array }) }

  @Test("Each step moves it by the share, or in the first steps by more: 1 / (1 + step / 10)")
  func worked() {
    fill(0)
    let average = WeightAverage(of: model, share: 0.25)
    #expect(values(average) == [0])
    fill(1)
    average.add(step: 10)
    #expect(values(average) == [0.5], "1 / (1 + 10 / 10) = 0.5 is above the share")
    average.add(step: 1_000)
    let expected: Float = 0.5 + 0.25 * (1 - 0.5)
    #expect(values(average) == [expected])
  }

  @Test("It holds parameters and running statistics, under the model's names with 'average.' before them")
  func names() {
    let average = WeightAverage(of: model, share: 0.1)
    let names = model.weights().entries.map { "average.\($0.name)" }
    #expect(average.state.map(\.name) == names)
  }

  @Test("The average is a detector of its own: what is trained keeps its weights, and neither writes to the other")
  func beside() throws {
    fill(0)
    let average = WeightAverage(of: model, share: 0.25)
    fill(1)
    average.add(step: 10)
    fill(7)
    func weights(_ model: RetinaNet) -> Set<Float> { Set(model.weights().entries.flatMap(\.values)) }
    #expect(weights(average.model) == [0.5] && weights(model) == [7] && values(average) == [0.5])
    #expect(average.model.configuration == model.configuration)
    for tensor in average.state { tensor.value.buffer.fill(3) }
    #expect(weights(average.model) == [3] && weights(model) == [7], "a checkpoint that is read goes into the detector")
  }
}

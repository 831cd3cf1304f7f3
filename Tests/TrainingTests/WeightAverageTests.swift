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

  @Test("It is written into another detector; the one that is trained stays as it is, and so does the average")
  func written() {
    fill(0)
    let average = WeightAverage(of: model, share: 0.25)
    fill(1)
    average.add(step: 10)
    fill(7)
    let other = RetinaNet(tinyConfiguration(), seed: nil)
    average.write(into: other)
    #expect(Set(other.weights().entries.flatMap(\.values)) == [0.5])
    #expect(Set(model.weights().entries.flatMap(\.values)) == [7])
    #expect(values(average) == [0.5])
  }
}

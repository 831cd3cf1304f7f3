import Detector
import Testing

@Suite("Levels of the pyramid")
struct PyramidLevelsTests {
  private func detector(_ levels: ClosedRange<Int>) -> RetinaNet {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.anchors.levels = configuration.architecture.anchors.levels.filter {
      levels.contains($0.number)
    }
    return RetinaNet(configuration, seed: 0)
  }

  @Test("The heads look at the levels that have anchors, and say there what they say with all of them")
  func outputs() throws {
    let (whole, some) = (detector(3...7), detector(4...5))
    let input = whole.input(SceneBatch(count: 1).images)
    let all = whole(input, .inference()).logits.tensor.array
    let part = some(input, .inference()).logits.tensor.array
    // Nine anchors of three classes: P3 has 16 × 16 places, P4 8 × 8, P5 4 × 4.
    #expect(some.anchors(on: .square(128)).count == 720 && part.count == 720 * 3)
    #expect(part == Array(all[256 * 27..<(256 + 80) * 27]))
  }

  @Test("Levels that leave one out are refused")
  func refused() {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.anchors.levels.remove(at: 1)
    #expect(configuration.problem?.contains("that follow each other, found [8, 32, 64, 128]") == true)
  }
}

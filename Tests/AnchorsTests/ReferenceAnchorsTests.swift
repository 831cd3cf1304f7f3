import RetinaKit
import Testing

@Suite("Anchors of the systems that readers come from")
struct ReferenceAnchorsTests {
  static let systems: [ReferenceSystem] = [
    .torchvision, .detectron2, .detectron, .mmdetection, .kerasRetinaNet, .yhenon, .kerasIO,
  ]

  @Test("measure", arguments: systems)
  func measure(system: ReferenceSystem) throws {
    let fixture = try AnchorFixture(system)
    print("MEASURE", system, fixture.deviation(of: .preset(system)), fixture.deviation(of: .preset(system, reproducingDefects: true)))
  }
}

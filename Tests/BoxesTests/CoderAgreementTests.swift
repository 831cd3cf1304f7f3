// Box codings against the systems themselves. Fixtures/make_fixtures.py says what was run.

import Boxes
import Testing
import _TestSupport

/// Fixtures/coders.json.
private struct CoderFixture: Decodable {
  struct System: Decodable {
    var encoded: [[Double]]
    var decoded: [[Double]]
  }
  var anchors: [[Double]]
  var objects: [[Double]]
  var numbers: [[Double]]
  var systems: [String: System]
}

private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }

@Suite("Agreement of box codings")
struct CoderAgreementTests {
  /// The systems, and how near their numbers have to be.
  ///
  /// mmdetection always encodes, and Detectron2 always decodes, in float32: their results carry its rounding, 6e-8 of
  /// the largest intermediate value. yhenon's deviations 0.1 and 0.2 are float32 numbers too, off by up to 1.5e-8.
  static let cases: [(name: String, coding: BoxCoding, encode: Double, decode: Double)] = [
    ("torchvision", Codings.plain, 1e-12, 1e-12),
    ("torchvision 10 10 5 5", .center(CenterBoxCoder(weights: .standardized)), 1e-12, 1e-12),
    ("detectron2", Codings.plain, 1e-12, 1e-6),
    ("mmdetection", Codings.bothSides, 1e-6, 1e-12),
    ("detectron", Codings.inclusive, 1e-12, 1e-12),
    ("keras-retinanet", Codings.corners, 1e-12, 1e-12),
    ("yhenon", Codings.yhenon, 1e-12, 1e-6),
  ]

  @Test("Encoding agrees with torchvision, Detectron2, mmdetection, Detectron and keras-retinanet")
  func encoding() throws {
    let fixture: CoderFixture = try fixture("coders.json")
    #expect(Set(fixture.systems.keys) == Set(Self.cases.map(\.name)))
    for (name, coding, tolerance, _) in Self.cases {
      guard let expected = fixture.systems[name]?.encoded, !expected.isEmpty else { continue }
      let received = zip(fixture.objects, fixture.anchors).map { object, anchor in
        let numbers = coding.encode(box(object), anchor: box(anchor))
        return [numbers.0, numbers.1, numbers.2, numbers.3]
      }
      let deviation = largestDeviation(received.flatMap(\.self), from: expected.flatMap(\.self), scale: 1)
      #expect(deviation <= tolerance, "\(name)")
    }
  }

  @Test("Decoding agrees with torchvision, Detectron2, mmdetection, Detectron and yhenon's port, clamps included")
  func decoding() throws {
    let fixture: CoderFixture = try fixture("coders.json")
    for (name, coding, _, tolerance) in Self.cases {
      guard let expected = fixture.systems[name]?.decoded, !expected.isEmpty else { continue }
      for (index, row) in expected.enumerated() {
        let numbers = fixture.numbers[index]
        let decoded = coding.decode(
          (numbers[0], numbers[1], numbers[2], numbers[3]), anchor: box(fixture.anchors[index]))
        let edges = [decoded.xMin, decoded.yMin, decoded.xMax, decoded.yMax]
        // An edge is a difference of a center and half a size: it carries their rounding.
        let scale = row.map(abs).max() ?? 0
        #expect(largestDeviation(edges, from: row, scale: scale) <= tolerance, "\(name), box \(index)")
      }
    }
  }
}

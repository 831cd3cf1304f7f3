// Sizes and boxes as other systems resize them.

import Boxes
import Images
import Testing

/// A file written by Fixtures/make_resizing.py, which says what the numbers are.
private struct Resized: Decodable {
  struct Case: Decodable {
    var size: [Int]
    var boxes: [[Double]]
    var resized: [[Double]]
    var back: [[Double]]
    var torchvision: [Int]
    var padded: [Int]
    var detectron2: [Int]
    var mmdetection: [Int]
    var kerasRetinaNet: [Int]

    enum CodingKeys: String, CodingKey {
      case size, boxes, resized, back, torchvision, padded, detectron2, mmdetection
      case kerasRetinaNet = "keras-retinanet"
    }
  }
  var cases: [Case]
}

/// How systems bring a picture to 800 and 1333 pixels.
private func rule(multiple: Int, rounding: FloatingPointRoundingRule) -> Resizing {
  .shorterSide(800, longerSide: 1333, multiple: multiple, rounding: rounding)
}

@Suite("Resizing as other systems do it")
struct SystemsResizingTests {
  @Test("torchvision 0.29.2: the same 49 sizes and padded sizes; boxes there and back to float32's last digits")
  func torchvision() throws {
    let fixture: Resized = try fixture("resizing.json")
    #expect(fixture.cases.count == 49)
    for entry in fixture.cases {
      let transform = rule(multiple: 32, rounding: .down).transform(
        of: ImageSize(height: entry.size[0], width: entry.size[1]))
      #expect([transform.contentSize.height, transform.contentSize.width] == entry.torchvision, "\(entry.size)")
      #expect([transform.size.height, transform.size.width] == entry.padded, "\(entry.size)")
      for (box, (resized, back)) in zip(entry.boxes, zip(entry.resized, entry.back)) {
        let there = transform.apply(self.box(box))
        // float32: two roundings of 2⁻²⁴ each there, four back.
        expectClose(there, resized, relative: 1.5e-7, "\(entry.size)")
        expectClose(transform.inverse(there), back, relative: 3e-7, "\(entry.size)")
      }
    }
  }

  @Test("detectron2 0.5, mmdetection and keras-retinanet 1.0.0: the same 49 sizes, each with its own rounding")
  func others() throws {
    let fixture: Resized = try fixture("resizing.json")
    var rounded = 0
    for entry in fixture.cases {
      for (system, size) in [
        (rule(multiple: 32, rounding: .toNearestOrAwayFromZero), entry.detectron2),
        (rule(multiple: 32, rounding: .toNearestOrAwayFromZero), entry.mmdetection),
        (rule(multiple: 1, rounding: .toNearestOrEven), entry.kerasRetinaNet),
      ] {
        let transform = system.transform(of: ImageSize(height: entry.size[0], width: entry.size[1]))
        #expect([transform.contentSize.height, transform.contentSize.width] == size, "\(system), \(entry.size)")
      }
      rounded += entry.torchvision == entry.detectron2 ? 0 : 1
    }
    #expect(rounded > 10, "where torchvision rounds down and the others to nearest, they differ by a pixel")
  }

  @Test("Detectron and the Keras example fill 800 × 1067 up to multiples of 128, whichever way they round")
  func coarse() {
    for rounding in [FloatingPointRoundingRule.toNearestOrEven, .down] {
      let transform = rule(multiple: 128, rounding: rounding).transform(of: ImageSize(height: 480, width: 640))
      #expect(transform.size == ImageSize(height: 896, width: 1152))
    }
  }

  private func box(_ edges: [Double]) -> Box { Box(xMin: edges[0], yMin: edges[1], xMax: edges[2], yMax: edges[3]) }

  private func expectClose(_ ours: Box, _ theirs: [Double], relative: Double, _ comment: Comment) {
    for (a, b) in zip([ours.xMin, ours.yMin, ours.xMax, ours.yMax], theirs) {
      #expect(abs(a - b) <= relative * abs(b), comment)
    }
  }
}

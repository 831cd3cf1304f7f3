// Pictures smaller than the strides: every level still has a cell.

import Boxes
import Detector
import Images
import Testing

@Suite("Pictures smaller than a stride")
struct SmallImagesTests {
  @Test(
    "Pictures of few pixels have 9 anchors per cell, one cell or more per level", arguments: [(1, 1), (1, 9), (3, 2)])
  func detect(size: (height: Int, width: Int)) {
    let model = RetinaNet(.small)
    let image = Image(height: size.height, width: size.width, color: Color(red: 200, green: 20, blue: 90))
    let outputs = model(model.input([image]), .inference())
    let anchors = model.anchors(on: image.size)
    #expect(outputs.logits.shape == [1, anchors.count, 3])
    #expect(anchors.count >= 5 * 9)
    #expect(outputs.logits.tensor.array.allSatisfy { $0.isFinite })
    #expect(model.detect([image]).count == 1)
  }

  @Test("Anchors are those of the size asked for, whatever was asked for before")
  func anchors() {
    let model = RetinaNet(.small)
    for (height, width) in [(64, 64), (64, 128), (128, 64), (64, 64), (64, 64)] {
      #expect(
        model.anchors(on: ImageSize(height: height, width: width))
          == model.configuration.architecture.anchors.anchors(on: ImageSize(height: height, width: width)))
    }
  }
}

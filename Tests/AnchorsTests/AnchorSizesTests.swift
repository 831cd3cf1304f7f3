import Anchors
import Testing

@Suite("Anchor sizes in torchvision's form")
struct AnchorSizesTests {
  let strides = [8, 16, 32, 64, 128]

  @Test(
    "'Why does torchvision RetinaNet predict the background class?' puts five sizes on ONE level: an error that shows the right form"
  )
  func tupleOfTuples() {
    #expect(throws: AnchorSizesError.groupsAreNotLevels(groups: [[32, 64, 128, 256, 512]], strides: strides)) {
      try AnchorGenerator(sizes: [[32, 64, 128, 256, 512]], strides: strides)
    }
    let message = """
      sizes: expected 5 groups, one for each stride of [8, 16, 32, 64, 128]; found 1 with [5] sizes. \
      Write one group a level: [[32.0], [64.0], [128.0], [256.0], [512.0]].
      """
    #expect(
      AnchorSizesError.groupsAreNotLevels(groups: [[32, 64, 128, 256, 512]], strides: strides).description == message)
  }

  @Test("The right form is one group a level: 3 anchors a cell, sizes 32 to 512")
  func oneGroupALevel() throws {
    let generator = try AnchorGenerator(sizes: [[32], [64], [128], [256], [512]], strides: strides)
    #expect(generator.anchorsPerCell == 3)
    #expect(generator.levels == AnchorGenerator.paper.levels)
  }

  @Test("Several sizes a level are scales of the first")
  func scales() throws {
    let generator = try AnchorGenerator(sizes: [[32, 48], [64, 96]], strides: [8, 16])
    #expect(generator.scales == [1, 1.5])
    #expect(generator.levels.map(\.baseSize) == [32, 64])
  }

  @Test("torchvision's own sizes, cut to whole pixels, are not one scale for all levels: an error that says so")
  func wholePixels() {
    // [x, int(x * 2 ** (1 / 3)), int(x * 2 ** (2 / 3))] for x = 32 and 64
    #expect(throws: AnchorSizesError.scalesDiffer(level: 1, expected: [1, 1.25, 1.5625], found: [1, 1.25, 1.578125])) {
      try AnchorGenerator(sizes: [[32, 40, 50], [64, 80, 101]], strides: [8, 16])
    }
  }

  @Test("None, empty, negative: each is an error of its own")
  func otherErrors() {
    #expect(throws: AnchorSizesError.groupsAreNotLevels(groups: [], strides: [])) {
      try AnchorGenerator(sizes: [], strides: [])
    }
    #expect(throws: AnchorSizesError.emptyGroup(level: 1)) {
      try AnchorGenerator(sizes: [[32], []], strides: [8, 16])
    }
    #expect(throws: AnchorSizesError.sizeNotPositive(level: 0, size: -32)) {
      try AnchorGenerator(sizes: [[-32]], strides: [8])
    }
    #expect(throws: AnchorSizesError.strideNotPowerOfTwo(level: 1, stride: 12)) {
      try AnchorGenerator(sizes: [[32], [64]], strides: [8, 12])
    }
  }

  @Test("Every error says where, what was expected and what was found")
  func messages() {
    let errors: [AnchorSizesError] = [
      .emptyGroup(level: 1), .sizeNotPositive(level: 2, size: 0), .strideNotPowerOfTwo(level: 3, stride: 12),
      .scalesDiffer(level: 4, expected: [1], found: [1, 2]),
    ]
    let places = ["sizes[1]", "sizes[2]", "strides[3]", "sizes[4]"]
    for (error, place) in zip(errors, places) {
      #expect(error.description.hasPrefix("\(place): expected"))
      #expect(error.description.contains("found"))
    }
  }
}

// What the network is before it has learned anything: its size, its start, its order.

import Anchors
import Boxes
import Images
import Layers
import Losses
import Tensors
import Testing
import _TestSupport

@testable import Detector

@Suite("Architecture")
struct ArchitectureTests {
  @Test("The small detector has 1 152 527 parameters and 3 069 anchors on 128 × 128 pixels")
  func size() {
    let model = RetinaNet(.small)
    #expect(model.parameterCount == 1_152_527)
    #expect(model.anchors(on: .square(128)).count == 3_069)
    let outputs = model(model.input(SceneBatch(count: 2).images), .inference())
    #expect(outputs.logits.shape == [2, 3_069, 3])
    #expect(outputs.deltas.shape == [2, 3_069, 4])
  }

  @Test("The parameters of backbone, pyramid and two heads, worked by hand")
  func parts() {
    let model = RetinaNet(.small)
    func count(_ prefix: String) -> Int {
      model.parameters.filter { $0.name.hasPrefix(prefix) }.reduce(0) { $0 + $1.value.count }
    }
    // A convolution has k · k · inputs · outputs weights, a normalization two numbers a channel.
    func block(_ inputs: Int, _ outputs: Int) -> Int {
      9 * inputs * outputs + 9 * outputs * outputs + inputs * outputs + 3 * 2 * outputs
    }
    #expect(count("backbone.stem") == 9 * 3 * 16 + 2 * 16)
    #expect(count("backbone.c") == block(16, 32) + block(32, 64) + block(64, 128) + block(128, 128))
    let lateral = (64 + 128 + 128) * 64 + 3 * 64
    #expect(count("pyramid") == lateral + 5 * (9 * 64 * 64 + 64))
    let tower = 4 * (9 * 64 * 64 + 2 * 64)
    #expect(count("classification") == tower + 9 * 64 * 27 + 27, "9 anchors · 3 classes")
    #expect(count("regression") == tower + 9 * 64 * 36 + 36, "9 anchors · 4 deltas")
    #expect(Set(model.parameters.map(\.name)).count == model.parameters.count, "no name twice")
  }

  @Test(
    "The initial mean score is π = 0.01 to 5 %, for each class to 10 %, and no score is far from it",
    arguments: 0..<3 as Range<UInt64>)
  func initialScores(seed: UInt64) {
    // What is left of the 5 % is the small random weights' doing.
    let model = RetinaNet(.small, seed: seed)
    let outputs = model(model.input(SceneBatch(count: 4).images), .training())
    let scores = outputs.logits.tensor.array.map { sigmoid(Double($0)) }
    for label in 0..<3 {
      let ofClass = stride(from: label, to: scores.count, by: 3).map { scores[$0] }
      #expect(isClose(ofClass.reduce(0, +) / Double(ofClass.count), 0.01, relative: 0.1), "class \(label)")
    }
    #expect(isClose(scores.reduce(0, +) / Double(scores.count), 0.01, relative: 0.05))
    // A head without the prior would score 0.5, one with the prior on the box head alone, too.
    #expect(scores.allSatisfy { $0 > 0.003 && $0 < 0.03 })
  }

  @Test("The box head starts at the anchors: deltas of mean 0, no box further than a tenth of its anchor away")
  func initialBoxes() {
    let model = RetinaNet(.small, seed: 3)
    let deltas = model(model.input(SceneBatch(count: 4).images), .training()).deltas.tensor.array
    #expect(abs(deltas.reduce(0, +)) / Float(deltas.count) < 0.02)
    // Deltas are divided by the coder's weights of 10 and 5.
    #expect(largest(deltas) < 1)
    #expect(largest(deltas) > 0, "the weights are small, not zero")
  }

  @Test("The heads' widths follow the anchors and the classes", arguments: [(scales: 1, classes: 1), (2, 5), (3, 80)])
  func widths(shape: (scales: Int, classes: Int)) {
    var configuration = RetinaNet.Configuration(classes: shape.classes)
    configuration.architecture.anchors.scales = Array(configuration.architecture.anchors.scales.prefix(shape.scales))
    configuration.architecture.anchors.ratios = [1, 2]
    let model = RetinaNet(configuration)
    let perCell = shape.scales * 2
    let shapes = Dictionary(uniqueKeysWithValues: model.parameters.map { ($0.name, $0.value.shape) })
    #expect(shapes["classification.predictor.weight"] == [3, 3, 64, perCell * shape.classes])
    #expect(shapes["regression.predictor.weight"] == [3, 3, 64, perCell * 4])
    let outputs = model(
      model.input([Image(height: 64, width: 96, color: Color(red: 9, green: 8, blue: 7))]), .inference())
    let anchors = model.anchors(on: ImageSize(height: 64, width: 96)).count
    #expect(outputs.logits.shape == [1, anchors, shape.classes])
    #expect(outputs.deltas.shape == [1, anchors, 4])
  }

  @Test(
    "Sizes that no stride divides have as many outputs as anchors",
    arguments: [(1, 1), (65, 130), (100, 37), (200, 128)])
  func oddSizes(height: Int, width: Int) {
    let model = RetinaNet(.small)
    let image = Image(height: height, width: width, color: Color(red: 200, green: 100, blue: 0))
    let outputs = model(model.input([image]), .inference())
    #expect(outputs.logits.shape[1] == model.anchors(on: ImageSize(height: height, width: width)).count)
    #expect(outputs.logits.tensor.array.allSatisfy { $0.isFinite })
  }

  @Test("Where pictures are padded, targets are as many as anchors on the padding")
  func paddedTargets() {
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.sizeDivisor = 32
    let model = RetinaNet(configuration)
    let object = LabeledBox(box: Box(xMin: 40, yMin: 40, xMax: 90, yMax: 80), label: 1)
    let targets = model.targets(objects: [object], on: ImageSize(height: 100, width: 70))
    #expect(
      targets.labels.count == configuration.architecture.anchors.anchorCount(on: ImageSize(height: 128, width: 96)))
    #expect(targets.positiveCount > 0)
  }

  @Test("The outputs' order is the anchors' order: one cell of one level moves its own anchors and no other")
  func order() {
    // A head that is a predictor alone, whose channel o says (o + 1) times its cell's first feature.
    var configuration = RetinaNet.Configuration.small
    configuration.architecture.headDepth = 0
    let head = Head(name: "classification", configuration, biases: [0, 0, 0], seed: 0)
    let weight = head.parameters[0].value
    weight.buffer.fill(0)
    // [row 1, column 1, channel 0, o]: the kernel's center.
    for o in 0..<27 { weight.buffer[(1 * 3 + 1) * 64 * 27 + o] = Float(o + 1) }

    let anchors = configuration.architecture.anchors
    let grids = anchors.grids(on: ImageSize(height: 128, width: 96))
    for (level, y, x) in [(0, 0, 0), (0, 3, 11), (1, 7, 2), (2, 0, 2), (3, 1, 1), (4, 0, 0)] {
      let maps = grids.enumerated().map { index, grid in
        let map = Tensor(zeros: [1, grid.height, grid.width, 64])
        if index == level { map.buffer[(y * grid.width + x) * 64] = 1 }
        return Variable(map)
      }
      let logits = head(maps, .inference()).tensor.array
      for place in 0..<9 {
        let index = anchors.index(
          of: AnchorLocation(level: level, y: y, x: x, anchor: place), on: ImageSize(height: 128, width: 96))
        for label in 0..<3 {
          let expected = Double(place * 3 + label + 1)
          #expect(
            isClose(Double(logits[3 * index + label]), expected, relative: 1e-5), "P\(level + 3), row \(y), column \(x)"
          )
        }
      }
      #expect(logits.count { abs($0) > 0.001 } == 27)
    }
  }

  @Test("The pyramid's levels have the anchors' grids, for odd sizes too", arguments: [(128, 128), (65, 130), (37, 1)])
  func grids(height: Int, width: Int) {
    let model = RetinaNet(.small)
    let pass = Pass.inference()
    let levels = model.pyramid(model.backbone(Variable(Tensor(zeros: [1, height, width, 3])), pass), pass)
    let grids = model.configuration.architecture.anchors.grids(on: ImageSize(height: height, width: width))
    #expect(levels.map { [$0.shape[1], $0.shape[2]] } == grids.map { [$0.height, $0.width] })
  }

  @Test("A picture's byte b becomes (b / 255 - mean) / deviation of its color, red first")
  func input() {
    let model = RetinaNet(.small)
    var image = Image(height: 1, width: 2, color: Color(red: 0, green: 0, blue: 0))
    image[0, 1] = Color(red: 255, green: 128, blue: 51)
    let input = model.input([image])
    #expect(input.shape == [1, 1, 2, 3])
    let expected = [
      (0 - 0.485) / 0.229, (0 - 0.456) / 0.224, (0 - 0.406) / 0.225, (1 - 0.485) / 0.229,
      (128.0 / 255 - 0.456) / 0.224, (0.2 - 0.406) / 0.225,
    ]
    for (received, expected) in zip(input.array, expected) {
      #expect(isClose(Double(received), expected, relative: 1e-6))
    }
  }

  @Test("The same seed gives the same network, another seed another; a layer's start does not depend on the others")
  func seeds() {
    func weights(_ configuration: RetinaNet.Configuration, _ seed: UInt64) -> [String: [Float]] {
      let parameters = RetinaNet(configuration, seed: seed).parameters
      return Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value.array) })
    }
    let reference = weights(.small, 1)
    let isRepeated = weights(.small, 1) == reference
    #expect(isRepeated)
    let other = weights(.small, 2)
    #expect(reference.filter { $0.key.hasSuffix("convolution.weight") }.allSatisfy { other[$0.key] != $0.value })
    var wider = RetinaNet.Configuration(classes: 7)
    wider.architecture.anchors.ratios = [1]
    let changed = weights(wider, 1).filter { reference[$0.key] != $0.value }
    #expect(
      changed.keys.sorted() == [
        "classification.predictor.bias", "classification.predictor.weight", "regression.predictor.bias",
        "regression.predictor.weight",
      ])
  }
}

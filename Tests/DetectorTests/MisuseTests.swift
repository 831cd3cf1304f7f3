// What a program cannot have asked for in earnest ends it with a sentence, and not with wrong numbers.

import Anchors
import Boxes
import Detector
import Images
import Kernels
import Matching
import Tensors
import Testing

private func text(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}

@Suite("Misuse of the detector")
struct MisuseTests {
  @Test("Configurations that no network can have say what is wrong")
  func configurations() async {
    func problem(_ change: (inout RetinaNet.Configuration) -> Void) -> String {
      var configuration = RetinaNet.Configuration.small
      change(&configuration)
      return configuration.problem ?? ""
    }
    #expect(problem { $0.architecture.classes = 0 }.hasPrefix("classes must be at least 1, found 0"))
    #expect(
      problem { $0.architecture.headGroups = 7 }.contains(
        "pyramidChannels must be a multiple of the 7 headGroups, found 64"))
    #expect(problem { $0.architecture.headDepth = -1 }.contains("headDepth must be at least 0, found -1"))
    #expect(
      problem { $0.preprocessing.mean = [0, 0] }.contains("mean must be one finite number each for red, green"))
    #expect(
      problem { $0.architecture.anchors.levels.remove(at: 2) }.contains(
        "the strides of P3 to P7, 8, 16, 32, 64 and 128"))
    #expect(problem { $0.architecture.stageChannels[2] = 1 << 40 }.contains("channels must be at most 65536"))
    #expect(
      problem { $0.architecture.classes = .max }.hasPrefix("classes must be at most 65536, found 9223372036854775807"))
    let built = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      var configuration = RetinaNet.Configuration.small
      configuration.architecture.classes = 0
      _ = RetinaNet(configuration)
    }
    #expect(text(built).contains("classes must be at least 1, found 0"))
  }

  @Test("Outputs of pictures of another size are refused, not read as if they were of this one")
  func otherOutputs() async {
    let larger = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = RetinaNet(.small)
      let image = Image(height: 192, width: 128, color: .white)
      _ = model.detections(model(model.input([image]), .inference()), on: .square(128))
    }
    #expect(text(larger).contains("outputs for pictures of 128 × 128 must be logits of [1, 3069, 3]"))
    let classes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = RetinaNet(.small).detections(
        RetinaNet.Outputs(
          logits: Variable(Tensor(zeros: [1, 3_069, 4])), deltas: Variable(Tensor(zeros: [1, 3_069, 4]))),
        on: .square(128))
    }
    #expect(text(classes).contains("found [1, 3069, 4] and [1, 3069, 4]"))
  }

  @Test("Labels that no class has are refused: -7, the number of classes, 2⁴⁰")
  func labels() async {
    let negative = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = RetinaNet(.small)
      let box = Box(xMin: 8, yMin: 8, xMax: 40, yMax: 40)
      _ = model.batch([model.targets(objects: [LabeledBox(box: box, label: -7)], on: .square(128))])
    }
    #expect(text(negative).contains("abel"))
    let large = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = RetinaNet(.small)
      let box = Box(xMin: 8, yMin: 8, xMax: 40, yMax: 40)
      _ = model.batch([model.targets(objects: [LabeledBox(box: box, label: 1 << 40)], on: .square(128))])
    }
    #expect(text(large).contains("abel"))
    let background = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let model = RetinaNet(.small)
      let box = Box(xMin: 8, yMin: 8, xMax: 40, yMax: 40)
      _ = model.batch([model.targets(objects: [LabeledBox(box: box, label: 3)], on: .square(128))])
    }
    #expect(text(background).contains("labels must be in -2 ..< 3, found 3"))
  }

  @Test("Sizes that cannot be counted are refused with a sentence: pictures, anchors, tensors, buffers, threads")
  func sizes() async {
    let image = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Image(height: .max, width: 2, color: .white)
    }
    #expect(text(image).contains("height and width must be few enough to be counted, found 9223372036854775807 × 2"))
    let anchors = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = AnchorGenerator.small.anchorCount(on: ImageSize(height: .max, width: 1))
    }
    #expect(
      text(anchors).contains(
        "size must be at least 1 × 1 and at most 16777216 pixels a side, found 9223372036854775807 × 1"))
    let tensor = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(zeros: [.max, .max])
    }
    #expect(
      text(tensor).contains("few enough to be counted, found the shape [9223372036854775807, 9223372036854775807]"))
    let shared = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor(shape: [.max, .max], [1])
    }
    #expect(text(shared).contains("a tensor's buffer must hold the shape"))
    let buffer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = FloatBuffer(count: .max)
    }
    #expect(text(buffer).contains("count must be at least 0 and at most 2⁴⁰, found 9223372036854775807"))
    let threads = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Threads.with(0) {}
    }
    #expect(text(threads).contains("threads must be at least 1, found 0"))
  }
}

import Boxes
import Evaluation
import Foundation
import Testing
import _TestSupport

private let categories = ["cat", "dog"]

private func bar(_ x: Double) -> Box { Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10) }

private func found(_ x: Double, _ label: Int = 0, score: Double = 0.9) -> Detection {
  Detection(box: bar(x), label: label, score: score)
}

private func matrix(_ detections: [Detection], _ objects: [LabeledBox], score: Double = 0.5) -> ConfusionMatrix {
  ConfusionMatrix(
    [EvaluatedImage(detections: detections, objects: objects)], categories: categories, scoreThreshold: score)
}

@Suite("Confusion matrix")
struct ConfusionMatrixTests {
  @Test("A cat found, a cat called a dog, a cat missed, a dog invented: one count in each place")
  func worked() {
    let matrix = matrix(
      [found(0), found(31, 1), found(200, 1)], [0, 30, 60].map { LabeledBox(box: bar($0), label: 0) })
    #expect(matrix.counts == [[1, 1, 1], [0, 0, 0], [0, 1, 0]])
    #expect(matrix[0, detectedAs: 1] == 1 && matrix[0, detectedAs: nil] == 1 && matrix[nil, detectedAs: 1] == 1)
    #expect(
      matrix.table == """
        is \\ detected as  cat  dog  nothing
        cat                 1    1        1
        dog                 0    0        0
        nothing             0    1        -
        """)
  }

  @Test("A detection of the wrong class that scores higher takes the object away from one of the right class")
  func scores() {
    let cat = LabeledBox(box: bar(0), label: 0)
    #expect(
      matrix([found(0, 0, score: 0.8), found(1, 1, score: 0.9)], [cat]).counts == [[0, 1, 0], [0, 0, 0], [1, 0, 0]])
    #expect(
      matrix([found(0, 0, score: 0.9), found(1, 1, score: 0.8)], [cat]).counts == [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
  }

  @Test("What scores below the threshold is not a detection; at the threshold it is one")
  func threshold() {
    let cat = LabeledBox(box: bar(0), label: 0)
    #expect(matrix([found(0, score: 0.5)], [cat])[0, detectedAs: 0] == 1)
    #expect(matrix([found(0, score: 0.5.nextDown)], [cat])[0, detectedAs: nil] == 1)
    #expect(matrix([found(0, score: .nan)], [cat])[0, detectedAs: nil] == 1)
  }

  @Test("A detection that finds nothing and lies on a crowd of its class counts nowhere")
  func crowds() {
    let crowd = LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 100, yMax: 10), label: 0, isCrowd: true)
    #expect(matrix([found(20), found(20, 1)], [crowd]).counts == [[0, 0, 0], [0, 0, 0], [0, 1, 0]])
  }

  @Test("Of two objects at equal IoU the earlier one is taken")
  func ties() {
    let objects = [LabeledBox(box: bar(0), label: 0), LabeledBox(box: bar(4), label: 1)]
    #expect(matrix([found(2)], objects).counts == [[1, 0, 0], [0, 0, 1], [0, 0, 0]])
  }

  @Test("Without images everything is 0")
  func none() {
    let matrix = ConfusionMatrix([], categories: categories)
    #expect(matrix.counts == [[Int]](repeating: [0, 0, 0], count: 3))
  }

  @Test(
    "A class's row adds up to its objects, its column to its detections; perfect detections fill only the diagonal",
    arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    var images = randomImages(seed: seed, count: 10)
    let names = ["a", "b", "c"]
    let matrix = ConfusionMatrix(images, categories: names)
    for label in 0..<3 {
      let objects = images.flatMap(\.objects).count { $0.label == label }
      let detections = images.flatMap(\.detections).count { $0.label == label && $0.score >= 0.5 }
      #expect(matrix.counts[label].reduce(0, +) == objects)
      #expect(matrix.counts.reduce(0) { $0 + $1[label] } == detections)
    }
    for index in images.indices {
      images[index].detections = images[index].objects.map { Detection(box: $0.box, label: $0.label, score: 0.5) }
    }
    let perfect = ConfusionMatrix(images, categories: names)
    for row in 0...3 {
      for column in 0...3 where row != column { #expect(perfect.counts[row][column] == 0) }
    }
  }

  @Test("A matrix survives JSON")
  func codable() throws {
    let matrix = ConfusionMatrix(randomImages(seed: 1, count: 5), categories: ["a", "b", "c"])
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: JSONEncoder().encode(matrix)) == matrix)
  }
}

// Random sets on thresholds: the same steps as in Fixtures/thresholds/make_threshold_sets.py.

import Boxes
import Evaluation
import Randomness

/// Images of objects [x, y, w, h, label, crowd] and detections [x, y, w, h, label, score]; lengths in parts of a pixel,
/// scores in quarters.
struct ThresholdSet {
  let parts: Int
  private(set) var images: [(objects: [[Int]], detections: [[Int]])] = []
  private var random: SeededGenerator

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    parts = [1, 10, 100, 3][random.integer(in: 0...3)]
    self.random = random
    for _ in 0..<self.random.integer(in: 1...5) { images.append(image()) }
  }

  private mutating func chance(_ percent: Int) -> Bool { random.integer(in: 1...100) <= percent }

  private mutating func choice(_ values: [Int]) -> Int { values[random.integer(in: 0...values.count - 1)] }

  private mutating func image() -> (objects: [[Int]], detections: [[Int]]) {
    var (objects, found): ([[Int]], [[Int]]) = ([], [])
    for _ in 0..<random.integer(in: 1...5) {
      let (box, second) = pair()
      let label = random.integer(in: 0...1)
      objects.append(box + [label, chance(8) ? 1 : 0])
      if chance(15) {
        objects.append([2 * second[0] - box[0], 2 * second[1] - box[1], box[2], box[3], label, 0])
      }
      found.append(second + [label, random.integer(in: 0...4)])
      if chance(25) { found.append(second + [label, random.integer(in: 0...4)]) }
    }
    return (objects, found)
  }

  /// An object's box, and one that is found for it.
  private mutating func pair() -> (box: [Int], second: [Int]) {
    let (x, y) = (random.integer(in: 0...400 * parts), random.integer(in: 0...400 * parts))
    let (kind, n) = (random.integer(in: 0...5), random.integer(in: 10...19))
    switch kind {
    case 0:
      let side = choice([32, 96]) * parts
      let stretch = choice([1, 2, 4])
      let (width, height) = (side * stretch, side / stretch)
      let box = [x, y, width, height]
      return (box, chance(50) ? box : [x, y, width, height * choice([1, 2]) / 2])
    case 1:
      let (width, height) = (20 * random.integer(in: 1...6 * parts), random.integer(in: 1...120 * parts))
      return ([x, y, width, height], [x, y, width * n / 20, height])
    case 2:
      let (width, height) = ((20 + n) * random.integer(in: 1...4 * parts), random.integer(in: 1...120 * parts))
      return ([x, y, width, height], [x + width / (20 + n) * (20 - n), y, width, height])
    case 3:
      let (width, height) = (random.integer(in: 1...120 * parts), (20 + n) * random.integer(in: 1...4 * parts))
      return ([x, y, width, height], [x, y + height / (20 + n) * (20 - n), width, height])
    case 4:
      let box = [x, y, random.integer(in: 0...50 * parts), 0]
      return (box, box)
    default:
      let (width, height) = (random.integer(in: 1...120 * parts), random.integer(in: 1...120 * parts))
      return ([x, y, width, height], [x + random.integer(in: 0...width), y, width, height])
    }
  }

  /// Every whole number of the scenes.
  var checksum: Int {
    images.flatMap { $0.objects + $0.detections }.joined().reduce(0) { ($0 * 31 + $1) % (1 << 40) }
  }

  /// - Parameter keepsFrames: if false the boxes are made from corners, and widths may differ in the last bit.
  func evaluatedImages(keepsFrames: Bool = true) -> [EvaluatedImage] {
    func frame(_ row: [Int]) -> Frame {
      let values = row.prefix(4).map { Double($0) / Double(parts) }
      return Frame(x: values[0], y: values[1], width: values[2], height: values[3])
    }
    return images.map { image in
      EvaluatedImage(
        detections: image.detections.map { row in
          let score = Double(row[5]) / 4
          return keepsFrames
            ? Detection(frame: frame(row), label: row[4], score: score)
            : Detection(box: frame(row).box, label: row[4], score: score)
        },
        objects: image.objects.map { row in
          keepsFrames
            ? LabeledBox(frame: frame(row), label: row[4], isCrowd: row[5] == 1)
            : LabeledBox(box: frame(row).box, label: row[4], isCrowd: row[5] == 1)
        })
    }
  }
}

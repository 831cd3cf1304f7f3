// Random sets of every hard case, out of whole numbers: the same steps as in Fixtures/random/make_random_sets.py.

import Boxes
import Evaluation
import Randomness

/// Classes, and images of objects [x, y, w, h, area, label, crowd] and detections [x, y, w, h, label, score];
/// lengths in quarter pixels, areas in sixteenths of a square pixel, scores in parts of `steps`.
struct RandomSet {
  var classes: Int
  var steps: Int
  var images: [(objects: [[Int]], detections: [[Int]])] = []

  private var random: SeededGenerator
  private var present: [Int] = []
  private var detected: [Int] = []
  private var crowd = 0
  private var sizes = 0
  private var empty = 0
  private var isLong = false

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    classes = random.integer(in: 1...5)
    steps = 1
    present = someClasses()
    detected = someClasses()
    crowd = choice([0, 0, 10, 35])
    steps = choice([3, 10, 1000, 1 << 20])
    sizes = random.integer(in: 0...4)
    empty = choice([0, 20, 60])
    isLong = chance(8)
    for _ in 0..<random.integer(in: 1...10) { images.append(image()) }
  }

  private mutating func chance(_ percent: Int) -> Bool { random.integer(in: 1...100) <= percent }

  private mutating func choice(_ values: [Int]) -> Int { values[random.integer(in: 0...values.count - 1)] }

  private mutating func someClasses() -> [Int] {
    var result: [Int] = []
    for label in 0..<classes where chance(80) { result.append(label) }
    return result.isEmpty ? [0] : result
  }

  private mutating func length() -> Int {
    switch sizes {
    case 0: random.integer(in: 1...800)
    case 1: random.integer(in: 0...160)
    case 2: 128 * random.integer(in: 1...4)
    case 3: random.integer(in: 300...1600)
    default: 20 * random.integer(in: 1...20)
    }
  }

  private mutating func box() -> [Int] {
    let (x, y) = (random.integer(in: -40...1200), random.integer(in: -40...1200))
    let width = length()
    return [x, y, width, length()]
  }

  private mutating func invention(of labels: [Int]) -> [Int] {
    let box = box()
    let label = choice(labels)
    return box + [label, random.integer(in: 0...steps)]
  }

  private mutating func objects() -> [[Int]] {
    var objects: [[Int]] = []
    for _ in 0..<random.integer(in: 0...7) {
      let box = box()
      var area = box[2] * box[3] * choice([4, 4, 4, 3, 1]) / 4
      if chance(10) { area = 16 * choice([0, 32 * 32, 96 * 96]) }
      let label = choice(present)
      let object = box + [area, label, chance(crowd) ? 1 : 0]
      objects.append(object)
      if chance(10) { objects.append(object) }
    }
    return objects
  }

  private mutating func image() -> (objects: [[Int]], detections: [[Int]]) {
    let objects = chance(empty) ? [] : objects()
    var found: [[Int]] = []
    for object in objects {
      for _ in 0..<choice([0, 1, 1, 1, 2, 4]) {
        var (x, y, width, height) = (object[0], object[1], object[2], object[3])
        let kind = random.integer(in: 0...3)
        if kind == 1 {
          width = width * random.integer(in: 8...20) / 20
        } else if kind > 1 {
          let reach = max(1, min(width, height) / 5)
          x += random.integer(in: -reach...reach)
          y += random.integer(in: -reach...reach)
          width = max(0, width + random.integer(in: -reach...reach))
          height = max(0, height + random.integer(in: -reach...reach))
        }
        let label = chance(90) ? object[5] : choice(detected)
        let detection = [x, y, width, height, label, random.integer(in: 0...steps)]
        found.append(detection)
        if chance(8) { found.append(detection) }
      }
    }
    for _ in 0..<random.integer(in: 0...5) { found.append(invention(of: detected)) }
    if isLong {
      for _ in 0..<random.integer(in: 90...130) { found.append(invention(of: [detected[0]])) }
    }
    return (objects, found)
  }

  private func score(_ detection: [Int]) -> Double { Double(detection[5]) / Double(steps) }

  /// Every whole number of the scenes, and each score in 2⁻²⁰.
  var checksum: Int {
    var total = 0
    func add(_ values: [Int]) {
      for value in values {
        let sum = (total * 31 + value) % (1 << 40)
        total = sum < 0 ? sum + 1 << 40 : sum
      }
    }
    for image in images {
      image.objects.forEach(add)
      image.detections.forEach { add($0.prefix(5) + [Int(score($0) * 1_048_576)]) }
    }
    return total
  }

  var evaluatedImages: [EvaluatedImage] {
    func box(_ row: [Int]) -> Box {
      let values = row.prefix(4).map { Double($0) / 4 }
      return Box(xMin: values[0], yMin: values[1], xMax: values[0] + values[2], yMax: values[1] + values[3])
    }
    return images.map { image in
      EvaluatedImage(
        detections: image.detections.map { Detection(box: box($0), label: $0[4], score: score($0)) },
        objects: image.objects.map {
          LabeledBox(box: box($0), label: $0[5], isCrowd: $0[6] != 0, area: Double($0[4]) / 16)
        })
    }
  }
}

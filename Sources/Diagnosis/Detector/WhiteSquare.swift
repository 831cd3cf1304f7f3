// A white square must move the logits of its own cell most: a test of every order between picture and outputs (init6).

import Boxes
import Detector
import Images
import Layers
import Tensors

/// Whether the outputs' cells look where their anchors stand.
///
/// The picture is no square, so that exchanged axes show.
public struct WhiteSquare: Hashable, Sendable {
  /// Where squares were shown, and where the logits of the finest level moved most, as (row, column) of its cells.
  public let places: [[Int]]
  /// How many of the squares were seen in their own cell or a neighboring one.
  public let seen: Int

  /// Shows eight squares to a detector.
  ///
  /// - Parameters:
  ///   - model: the detector.
  ///   - logits: what makes logits [1, anchors, K] of a picture; nil: the detector itself.
  public init(_ model: RetinaNet, logits: ((Image) -> [Float])? = nil) {
    let (height, width, stride) = (128, 192, 8)
    let architecture = model.configuration.architecture
    let look = logits ?? { model(model.input([$0]), .inference()).logits.tensor.array }
    let ground = Image(height: height, width: width, color: Color(gray: 90))
    let before = look(ground)
    let columns = (model.configuration.padded(width) + stride - 1) / stride
    let perCell = architecture.anchors.anchorsPerCell * architecture.classes
    let rows = (model.configuration.padded(height) + stride - 1) / stride
    var (places, seen) = ([[Int]](), 0)
    for (row, column) in [(3, 4), (3, 19), (12, 4), (12, 19), (7, 11), (5, 15), (10, 7), (8, 20)] {
      var image = ground
      for y in (row * stride - 4)..<(row * stride + 12) {
        for x in (column * stride - 4)..<(column * stride + 12) { image[y, x] = .white }
      }
      let after = look(image)
      let moved = (0..<rows * columns).map { cell in
        (cell * perCell..<(cell + 1) * perCell).reduce(Float(0)) { $0 + abs(after[$1] - before[$1]) }
      }
      let most = moved.indices.max { moved[$0] < moved[$1] } ?? 0
      let found = (row: most / columns, column: most % columns)
      places.append([row, column, found.row, found.column])
      if abs(found.row - row) <= 2 && abs(found.column - column) <= 2 { seen += 1 }
    }
    self.places = places
    self.seen = seen
  }

  /// What the check says.
  public var findings: [Finding] {
    // An untrained network's random weights hide one or two; exchanged axes hide all but those on the diagonal.
    guard seen < places.count - 2 else { return [] }
    return [
      Finding(
        "init6", .severe, "Cells do not look where their anchors stand",
        measured: "\(seen) of \(places.count) white squares moved their own cell's logits most",
        expected: "at least \(places.count - 2) of them",
        places: places.prefix(3).map {
          "shown in row \($0[0]), column \($0[1]); seen in row \($0[2]), column \($0[3])"
        },
        advice: "look at the order in which maps are flattened: level, row, column, anchor, class")
    ]
  }
}

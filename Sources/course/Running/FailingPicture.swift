// The smallest failing call as a picture: its rectangles to scale, and under them what was given and what is right.

import Assignments
import Text

/// An SVG of one call.
struct FailingPicture {
  var task: CourseTask
  var result: TaskResult

  private static let colors = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]

  /// The picture.
  var svg: String {
    let arguments = result.failing ?? []
    let boxes = zip(task.arguments, arguments).flatMap { name, value in Self.rectangles(value, name) }
    let (width, height) = (520.0, boxes.isEmpty ? 0.0 : 320.0)
    var lines: [String] = []
    if let frame = Self.frame(boxes.map(\.edges)) {
      let scale = min((width - 40) / max(frame[2] - frame[0], 1e-9), (height - 40) / max(frame[3] - frame[1], 1e-9))
      for (index, box) in boxes.enumerated() {
        let e = box.edges
        let (x, y) = (20 + (min(e[0], e[2]) - frame[0]) * scale, 20 + (min(e[1], e[3]) - frame[1]) * scale)
        let (w, h) = (abs(e[2] - e[0]) * scale, abs(e[3] - e[1]) * scale)
        let color = Self.colors[index % Self.colors.count]
        lines.append(
          "<rect x=\"\(x)\" y=\"\(y)\" width=\"\(w)\" height=\"\(h)\" fill=\"\(color)\" fill-opacity=\"0.15\" "
            + "stroke=\"\(color)\" stroke-width=\"2\"/><text x=\"\(x + 3)\" y=\"\(y + 14)\" fill=\"\(color)\">"
            + "\(escaped(box.name))</text>")
      }
    }
    let sentences = [
      "\(task.id) \(task.title)", task.written(arguments), "gives \(result.got.map(\.description) ?? "nothing")",
      task.kind == .implementation ? "right is \(result.right.map(\.description) ?? "")" : "",
    ]
    for (index, sentence) in sentences.enumerated() where !sentence.isEmpty {
      lines.append("<text x=\"20\" y=\"\(height + 24 + Double(index) * 22)\">\(escaped(sentence))</text>")
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"\(height + 110)\" "
      + "font-family=\"sans-serif\" font-size=\"13\"><rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
      + lines.joined(separator: "\n") + "\n</svg>\n"
  }

  /// Every list of four numbers in a value, with a name to show.
  private static func rectangles(_ value: Value, _ name: String) -> [(name: String, edges: [Double])] {
    guard case .list(let values) = value else { return [] }
    let numbers = values.compactMap { part -> Double? in
      switch part {
      case .number(let number): number.isFinite ? number : nil
      case .integer(let number): Double(number)
      default: nil
      }
    }
    if values.count == 4 && numbers.count == 4 { return [(name, numbers)] }
    return values.enumerated().flatMap { rectangles($1, "\(name) \($0)") }
  }

  private static func frame(_ boxes: [[Double]]) -> [Double]? {
    guard !boxes.isEmpty else { return nil }
    let x = boxes.flatMap { [$0[0], $0[2]] }
    let y = boxes.flatMap { [$0[1], $0[3]] }
    return [x.min() ?? 0, y.min() ?? 0, x.max() ?? 0, y.max() ?? 0]
  }
}

// The picture at the head of the README: what this package does, in three panels, each computed. A test asserts that
// the file is this one.

import Boxes
import Detector
import Images
import Losses
import Matching
import Shapes
import Systems
import Text

enum ReadmePicture {
  /// The whole picture.
  static var svg: String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 340" width="960" height="340" font-family="system-ui, \
    -apple-system, Segoe UI, Roboto, DejaVu Sans, sans-serif" font-size="13" fill="#1c2530" role="img" \
    aria-label="Anchors on a scene, the focal loss by gamma, and eight systems on one scene">
    <rect width="960" height="340" rx="10" fill="#ffffff" stroke="#dfe4ea"/>
    <g transform="translate(24 28)">\(matching)</g>
    <g transform="translate(338 28)">\(loss)</g>
    <g transform="translate(652 28)">\(systems)</g>
    </svg>

    """
  }

  private static func heading(_ title: String, _ text: String) -> String {
    "<text font-size=\"15\" font-weight=\"600\" y=\"4\">\(title)</text><text y=\"24\" fill=\"#5d6875\">\(text)</text>"
  }

  private static func hex(_ color: Color) -> String {
    "#"
      + [color.red, color.green, color.blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count < 2 ? "0" + digits : digits
      }.joined()
  }

  private static func number(_ value: Double) -> String { value.fixed(digits: 1) }

  // MARK: - Anchors on a scene

  /// The outlines of an object's anchors, one color for each object.
  private static let colors = ["#0072b2", "#d55e00", "#000000", "#cc79a7"]

  private static var matching: String {
    // The first drawn scene with four objects of all three shapes, none of them tiny.
    let shapes = ShapesDataset(seed: 0, count: 1_000)
    let isChosen = { (scene: Scene) in
      scene.objects.count == 4 && Set(scene.objects.map(\.shape)).count == 3
        && scene.objects.allSatisfy { $0.box.area > 600 }
    }
    let scene = (0..<shapes.count).lazy.map { shapes.scene(at: $0) }.first(where: isChosen) ?? shapes.scene(at: 0)
    let small = RetinaNet.Configuration.small
    let anchors = small.architecture.anchors.anchors(on: .square(128))
    let objects = scene.objects.map(\.box)
    let matches = (small.learning.assigner.matcher ?? Matcher()).match(anchors: anchors, objects: objects)
    let counts =
      "\(matches.positiveCount) positive, \(matches.ignoredCount) ignored, "
      + "\(matches.negativeCount.grouped) negative"
    let scale = 1.96
    func place(_ box: Box) -> String {
      "x=\"\(number(box.xMin * scale))\" y=\"\(number(box.yMin * scale))\" width=\"\(number(box.width * scale))\" "
        + "height=\"\(number(box.height * scale))\""
    }
    let outlines = matches.assignments.enumerated().compactMap { index, assignment -> String? in
      guard case .positive(let object) = assignment else { return nil }
      let color = colors[object % colors.count]
      return "<rect \(place(anchors[index])) fill=\"none\" stroke=\"\(color)\" stroke-width=\"1.3\"/>"
    }
    let drawn = scene.objects.map { shape($0, scale: scale) }
    return """
      \(heading("Who learns what", counts))
      <svg y="36" width="251" height="251" viewBox="0 0 251 251">
      <rect width="251" height="251" fill="\(hex(scene.background))"/>
      \(drawn.joined(separator: "\n"))
      \(outlines.joined(separator: "\n"))
      </svg>
      """
  }

  private static func shape(_ object: Scene.Object, scale: Double) -> String {
    let box = object.box
    func point(_ x: Double, _ y: Double) -> String { "\(number(x * scale)),\(number(y * scale))" }
    let fill = "fill=\"\(hex(object.color))\""
    switch object.shape {
    case .ellipse:
      return
        "<ellipse cx=\"\(number((box.xMin + box.xMax) / 2 * scale))\" cy=\"\(number((box.yMin + box.yMax) / 2 * scale))\" "
        + "rx=\"\(number(box.width / 2 * scale))\" ry=\"\(number(box.height / 2 * scale))\" \(fill)/>"
    case .rectangle:
      return "<rect x=\"\(number(box.xMin * scale))\" y=\"\(number(box.yMin * scale))\" "
        + "width=\"\(number(box.width * scale))\" height=\"\(number(box.height * scale))\" \(fill)/>"
    case .triangle:
      let top = point((box.xMin + box.xMax) / 2, box.yMin)
      return "<polygon points=\"\(top) \(point(box.xMax, box.yMax)) \(point(box.xMin, box.yMax))\" \(fill)/>"
    }
  }

  // MARK: - The focal loss

  private static var loss: String {
    let gammas: [(gamma: Double, color: String)] = [
      (0, "#5d6875"), (0.5, "#56b4e9"), (1, "#009e73"), (2, "#d55e00"), (5, "#cc79a7"),
    ]
    func x(_ truth: Double) -> Double { 26 + truth * 240 }
    func y(_ loss: Double) -> Double { 278 - min(loss, 4) / 4 * 236 }
    let lines = gammas.map { gamma, color in
      let loss = FocalLoss(alpha: .none, gamma: gamma)
      let points = (1...50).map { Double($0) / 50 }.map { truth in
        "\(number(x(truth))),\(number(y(loss.value(probability: truth, isPositive: true))))"
      }
      return
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"2\"/>"
    }
    let names = gammas.enumerated().map { index, entry in
      "<text x=\"200\" y=\"\(66 + index * 19)\" fill=\"\(entry.color)\" font-weight=\"600\">γ = \(entry.gamma.significant())</text>"
    }
    func share(_ loss: FocalLoss) -> String {
      let positives = 1_000 * loss.value(probability: 0.1, isPositive: true)
      let negatives = 99_000 * loss.value(probability: 0.1, isPositive: false)
      return "\((negatives / (positives + negatives)).percent(digits: 0)) %"
    }
    let owned =
      "Background's share: \(share(FocalLoss(alpha: .none, gamma: 0))), by focal loss \(share(FocalLoss()))"
    return """
      \(heading("What it costs", owned))
      <path d="M26 42V278H266" fill="none" stroke="#9aa5b1"/>
      <text x="26" y="300" fill="#5d6875">0</text><text x="106" y="300" fill="#5d6875">probability of the truth</text>
      <text x="260" y="300" fill="#5d6875">1</text><text x="8" y="52" fill="#5d6875">4</text>
      <text x="8" y="282" fill="#5d6875">0</text>
      \(lines.joined(separator: "\n"))
      \(names.joined(separator: "\n"))
      """
  }

  // MARK: - Eight systems

  private static var systems: String {
    let views = SystemComparison.toy().views
    let most = Double(views.map(\.matches.positiveCount).max() ?? 1)
    let rows = views.enumerated().map { index, view in
      let top = 42 + index * 31
      let count = view.matches.positiveCount
      let width = Double(count) / most * 118
      return """
        <text y="\(top + 16)">\(escaped(String(view.conventions.system.name.prefix { $0 != "/" })))</text>
        <rect x="124" y="\(top + 2)" width="\(number(width))" height="19" rx="3" fill="#0072b2"/>
        <text x="\(number(130 + width))" y="\(top + 16)" fill="#5d6875">\(count)</text>
        """
    }
    return """
      \(heading("Which RetinaNet?", "Positive anchors of one scene, by system"))
      \(rows.joined(separator: "\n"))
      """
  }
}

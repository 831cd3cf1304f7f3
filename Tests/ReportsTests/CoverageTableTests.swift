import Anchors
import Boxes
import Matching
import Testing

@testable import Reports

@Suite("Coverage beside matching")
struct CoverageTableTests {
  private let images = [
    ImageObjects(
      size: .square(128),
      objects: [
        Box(centerX: 32, centerY: 32, width: 32, height: 32), Box(centerX: 104, centerY: 104, width: 3, height: 3),
      ])
  ]

  @Test("A speck that no anchor fits has a positive anchor only by the low-quality rule")
  func rules() {
    func last(_ matcher: Matcher) -> [Substring] {
      let line = CoverageTable(.small, images: images, matcher: matcher).text.split(separator: "\n").last
      return line?.split(separator: " ") ?? []
    }
    let strict = last(Matcher())
    #expect(strict.prefix(2) == ["all", "2"])
    #expect(strict[3...].prefix(4) == ["50.0", "%", "50.0", "%"])
    let kind = last(Matcher(lowQuality: .bestAnchors))
    #expect(kind[3...].prefix(4) == ["50.0", "%", "100.0", "%"])
    #expect((kind.last.flatMap { Int($0) } ?? 0) > (strict.last.flatMap { Int($0) } ?? 0))
  }

  @Test("Without objects there are dashes, and two equal boxes share the anchors of their place")
  func edges() {
    #expect(CoverageTable(.small, images: [], matcher: Matcher()).text.hasSuffix("–                 0"))
    let twice = ImageObjects(size: .square(128), objects: [images[0].objects[0], images[0].objects[0]])
    let lines = CoverageTable(.small, images: [twice], matcher: Matcher()).text.split(separator: "\n")
    #expect(lines.last?.contains("50.0 %") == true, "the first of them has all the anchors")
  }
}

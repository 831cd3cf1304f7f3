import Boxes
import Foundation
import Images
import Matching
import Testing

@testable import Reports

/// A gray scene of 128 × 128 pixels with these objects, matched with the small anchors.
private func report(_ objects: [LabeledBox], lowQuality: Matcher.LowQualityRule = .none) -> MatchReport {
  MatchReport(
    title: "A scene",
    scene: AnnotatedImage(
      image: Image(height: 128, width: 128, color: Color(gray: 100)), objects: objects, id: 1, fileName: nil),
    categories: ["ellipse", "rectangle"], generator: .small, configuration: "small",
    matcher: Matcher(lowQuality: lowQuality))
}

/// Exactly the anchor of scale 1 and ratio 1 at P4, row 2, column 2: center (2·16, 2·16), 32 × 32.
private let anchorBox = LabeledBox(box: Box(centerX: 32, centerY: 32, width: 32, height: 32), label: 0)
/// 3 × 3 pixels around the anchors of a P3 cell, center (13·8, 13·8): IoU with the smallest anchor, 16 × 16, is
/// 9/256 = 0.035.
private let speck = LabeledBox(box: Box(centerX: 104, centerY: 104, width: 3, height: 3), label: 1)
private let crowd = LabeledBox(box: Box(xMin: 64, yMin: 0, xMax: 128, yMax: 64), label: 1, isCrowd: true)

@Suite("Match report")
struct MatchReportTests {
  @Test("An object that equals an anchor is learnt by it at IoU 1; the anchor's place is told")
  func exact() {
    let text = report([anchorBox]).text(listsNegatives: false)
    #expect(text.hasPrefix("A scene: 128 × 128 pixels, 1 object\n3069 anchors (small): "))
    #expect(text.contains("  0 ellipse, 32.0 × 32.0 px at (16.0, 16.0): Object 0 is learnt by "))
    #expect(text.contains("the best reaches IoU 1.00, the threshold is 0.5.\n"))
    // 16·16 cells of P3, then row 2, column 2 of P4, then ratio 1 (the second), scale 1 (the first).
    let index: Int = 16 * 16 * 9 + (2 * 8 + 2) * 9 + 3
    #expect(index == 2469)
    #expect(
      text.contains(
        "  P4, row 2, column 2, 32 × 32 px: Anchor 2469 is positive and learns object 0: IoU 1.00 reaches 0.5.\n"))
  }

  @Test("An object too small for the anchors is not learnt, and the text says why; the low-quality rule learns it")
  func small() {
    #expect(!report([speck]).isLearnt(0))
    #expect(
      report([speck]).text(listsNegatives: false).contains(
        "  0 rectangle, 3.0 × 3.0 px at (102.5, 102.5): Object 0 is not learnt: no anchor reaches the threshold 0.5, "
          + "the largest IoU is 0.04.\n\nPositive anchors\n  none\n"))
    let kept = report([speck], lowQuality: .bestAnchors)
    #expect(kept.isLearnt(0))
    #expect(kept.text(listsNegatives: false).contains("by the low-quality rule alone"))
  }

  @Test("Counts of the levels add up to the counts of all, and each anchor is listed once")
  func counts() {
    let report = report([anchorBox, speck, crowd])
    let text = report.text(listsNegatives: true)
    let lines = text.split(separator: "\n").filter { $0.contains(": Anchor ") }
    #expect(lines.count == 3069)
    #expect(lines.count { $0.contains("is positive") } == report.matches.positiveCount)
    #expect(lines.count { $0.contains("is ignored") } == report.matches.ignoredCount)
    let levels = text.split(separator: "\n").filter { $0.hasPrefix("  P") && !$0.contains("Anchor") }
    #expect(levels.count == 5)
    let sums = levels.map { $0.split { !$0.isNumber }.dropFirst().compactMap { Int($0) } }
      .reduce([0, 0, 0]) { zip($0, $1).map(+) }
    #expect(sums == [report.matches.positiveCount, report.matches.ignoredCount, report.matches.negativeCount])
  }

  @Test("Without --all the negatives are counted: those that overlap nothing, and those below the threshold")
  func negatives() {
    let report = report([speck])
    let alone = report.matches.bestObject.count { $0 == nil }
    let text = report.text(listsNegatives: false)
    #expect(
      text.hasSuffix(
        "Negative anchors\n  \(alone) overlap no object; the other \(3069 - alone) stay below IoU 0.4. "
          + "--all lists them."
      ))
  }

  @Test("A scene without objects: none are learnt, all 3069 anchors are negative")
  func empty() {
    let text = report([]).text(listsNegatives: false)
    #expect(text.contains("3069 anchors (small): 0 positive, 0 ignored, 3069 negative"))
    #expect(text.contains("Objects\n  none\n\nPositive anchors\n  none\n\nIgnored anchors\n  none\n\n"))
    #expect(text.contains("  3069 overlap no object; the other 0 stay below"))
  }

  @Test("A label without a category is called by its number")
  func label() {
    #expect(report([LabeledBox(box: anchorBox.box, label: 7)]).name(ofObject: 0) == "0 class 7")
  }
}

@Suite("Match picture")
struct MatchPictureTests {
  /// How many pixels of the enlarged scene have a color.
  private func count(_ color: Color, in image: Image, rows: Int) -> Int {
    var count = 0
    for y in 0..<rows {
      for x in 0..<image.width where image[y, x] == color { count += 1 }
    }
    return count
  }

  @Test("A name stands where it hides none that stands already, within the picture: above, then below")
  func namePlaces() {
    let box = Box(xMin: 20, yMin: 50, xMax: 60, yMax: 90)
    func place(_ taken: [Box]) -> Box {
      MatchPicture.place(width: 30, beside: box, on: .square(128), taken: taken)
    }
    let first = place([])
    #expect(first.yMax == box.yMin - 1 && first.xMin == box.xMin)
    let second = place([first])
    #expect(second.intersectionArea(with: first) == 0 && second.yMax <= 128)
    // Above, both from the left edge and to the right one, is taken.
    #expect(place([first, second]).yMin == box.yMax + 2 || second.yMin == box.yMax + 2)
    // Where nothing is free it is the first place again, and a box out of the picture has its name in it.
    #expect(place([Box(xMin: 0, yMin: 0, xMax: 128, yMax: 128)]) == first)
    let outside = MatchPicture.place(
      width: 30, beside: Box(xMin: 200, yMin: .nan, xMax: 300, yMax: 400), on: .square(128), taken: [])
    #expect(outside.xMax <= 128 && outside.yMin >= 0)
  }

  @Test("An object with a positive anchor is green, one without is red, a crowd is blue")
  func colors() {
    let picture = MatchPicture(report: report([anchorBox, speck, crowd]), zoom: 4)
    #expect(
      (0..<3).map(picture.color(ofObject:)) == [MatchPicture.learnt, MatchPicture.notLearnt, MatchPicture.crowd])
    let image = picture.image()
    // The boxes are 4·32, 4·3 and 4·64 pixels wide: their upper edges alone, 3 pixels thick, have more than these.
    #expect(count(MatchPicture.learnt, in: image, rows: 512) > 3 * 100)
    #expect(count(MatchPicture.notLearnt, in: image, rows: 512) > 3 * 10)
    #expect(count(MatchPicture.crowd, in: image, rows: 512) > 3 * 200)
  }

  @Test("The low-quality rule turns the red object green")
  func lowQuality() {
    let before = MatchPicture(report: report([speck]), zoom: 2).image()
    #expect(count(MatchPicture.learnt, in: before, rows: 256) == 0)
    let after = MatchPicture(report: report([speck], lowQuality: .bestAnchors), zoom: 2).image()
    #expect(count(MatchPicture.learnt, in: after, rows: 256) > 0)
    #expect(count(MatchPicture.notLearnt, in: after, rows: 256) == 0)
  }

  @Test("Positive anchors are drawn in their object's color, others are not")
  func anchors() {
    let image = MatchPicture(report: report([anchorBox]), zoom: 4).image()
    #expect(count(MatchPicture.anchorColors[0], in: image, rows: 512) > 100)
    let none = MatchPicture(report: report([speck]), zoom: 4).image()
    for color in MatchPicture.anchorColors { #expect(count(color, in: none, rows: 512) == 0) }
  }

  @Test("The scene is enlarged pixel by pixel, and the legend has a line for each object below it", arguments: [1, 3])
  func size(zoom: Int) {
    let image = MatchPicture(report: report([]), zoom: zoom).image()
    #expect(image.width >= 128 * zoom)
    #expect(image[128 * zoom - 1, 128 * zoom - 1] == Color(gray: 100))
    #expect(image[128 * zoom, 0] != Color(gray: 100))
    let two = MatchPicture(report: report([anchorBox, speck]), zoom: zoom).image()
    #expect(two.height > image.height)
  }
}

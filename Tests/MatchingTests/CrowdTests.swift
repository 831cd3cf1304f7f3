import Boxes
import Matching
import Randomness
import Testing

@Suite("Crowds")
struct CrowdTests {
  let person = LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 1), label: 0)
  let crowd = LabeledBox(box: Box(xMin: 20, yMin: 0, xMax: 60, yMax: 1), label: 0, isCrowd: true)

  @Test("A crowd takes no anchor, not even one equal to it; anchors inside are ignored, exactly half is inside")
  func ignored() {
    let anchors = drawn(
      "==========",  //                                            the person
      "                    ========================================",  //  the crowd itself
      "                         =====",  //                       wholly inside
      "               ==========",  //                            5 of 10 inside
      "             ==========",  //                              3 of 10 inside
      "                                                                 ====")  // outside
    let matches = Matcher().match(anchors: anchors, objects: [crowd, person])
    #expect(matches.letters == "PIIINN")
    #expect(matches.assignments[0] == .positive(object: 1))
    #expect(matches.verdict(object: 0).reason == .crowd(ignored: 3))
    #expect(
      matches.verdict(object: 0).sentence == "Object 0 is a crowd and not matched: 3 anchors inside it are ignored.")
  }

  @Test("A crowd whose edges are no number has nothing inside it")
  func notANumber() {
    let anchors = drawn("==========", "                    ==========")
    for edge in 0..<4 {
      var crowd = crowd
      switch edge {
      case 0: crowd.box.xMin = .nan
      case 1: crowd.box.yMin = .nan
      case 2: crowd.box.xMax = .nan
      default: crowd.box.yMax = .nan
      }
      #expect(Matcher().match(anchors: anchors, objects: [crowd, person]).letters == "PN", "edge \(edge)")
    }
  }

  @Test("Without the flag the same box is an object like any other")
  func notACrowd() {
    var object = crowd
    object.isCrowd = false
    #expect(Matcher().match(anchors: [crowd.box], objects: [object]).letters == "P")
    #expect(Matcher().match(anchors: [crowd.box], objects: [crowd]).letters == "I")
  }

  @Test("A person inside a crowd keeps its positive anchors")
  func personInside() {
    let inside = LabeledBox(box: Box(xMin: 30, yMin: 0, xMax: 40, yMax: 1), label: 0)
    let anchors = [inside.box, Box(xMin: 31, yMin: 0, xMax: 41, yMax: 1), Box(xMin: 50, yMin: 0, xMax: 58, yMax: 1)]
    #expect(Matcher().match(anchors: anchors, objects: [inside, crowd]).letters == "PPI")
  }

  @Test("The low-quality rule gives nothing to a crowd")
  func lowQuality() {
    let anchors = drawn("              ==========")  // 4 of 10 inside
    #expect(Matcher(lowQuality: .bestAnchors).match(anchors: anchors, objects: [crowd]).letters == "N")
  }

  @Test("Crowds change no positive anchor", arguments: 0..<10 as Range<UInt64>)
  func positivesStay(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let anchors = randomBoxes(60, using: &generator)
    let objects = randomBoxes(5, using: &generator).map { LabeledBox(box: $0, label: 0) }
    let crowds = randomBoxes(2, using: &generator).map { LabeledBox(box: $0, label: 0, isCrowd: true) }
    let without = Matcher().match(anchors: anchors, objects: objects)
    let with = Matcher().match(anchors: anchors, objects: objects + crowds)
    for (before, after) in zip(without.assignments, with.assignments) where before != after {
      #expect(before == .negative && after == .ignored, "seed \(seed)")
    }
  }
}

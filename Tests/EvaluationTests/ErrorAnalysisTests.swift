import Boxes
import Evaluation
import Testing
import _TestSupport

private let categories = ["cat", "dog"]

/// A box 10 × 10 at `x`: two of them d apart have IoU (10 - d)/(10 + d).
private func bar(_ x: Double) -> Box { Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10) }

private func found(_ x: Double, _ label: Int = 0, score: Double = 0.9) -> Detection {
  Detection(box: bar(x), label: label, score: score)
}

private func object(_ x: Double, _ label: Int = 0) -> LabeledBox { LabeledBox(box: bar(x), label: label) }

/// The kinds of the detections in the order given.
private func kinds(
  _ detections: [Detection], _ objects: [LabeledBox], _ finder: ErrorFinder = ErrorFinder()
) -> [ErrorKind?] {
  let image = EvaluatedImage(detections: detections, objects: objects)
  return finder.errors(in: image).verdicts.sorted { $0.detection < $1.detection }.map(\.kind)
}

@Suite("Kinds of error")
struct ErrorAnalysisTests {
  /// A cat at 0, a dog at 40 and a cat at 80 that nobody points at; every kind of detection once.
  private let scene = EvaluatedImage(
    detections: [
      found(1, score: 0.95),  // IoU 9/11 with the cat
      found(2, score: 0.9),  // 8/12 with the cat that is found already
      found(41, 0, score: 0.8),  // 9/11 with the dog
      found(45, 1, score: 0.7),  // 5/15 with the dog
      found(46, 0, score: 0.6),  // 4/16 with the dog
      found(200, 1, score: 0.5),
    ], objects: [object(0), object(40, 1), object(80)])

  @Test("Each kind once: correct, duplicate, classification, localization, both, background, and a missed object")
  func eachKind() {
    let errors = ErrorFinder().errors(in: scene)
    #expect(
      errors.verdicts.map(\.kind) == [
        .correct, .duplicate, .classification, .localization, .both, .background,
      ])
    #expect(errors.verdicts.map(\.object) == [0, 0, 1, 1, 1, nil])
    #expect(errors.missed == [2] && errors.notFound == [1, 2])
  }

  @Test("What each costs: the duplicate stands above nothing else of its class, so only finds and misses change mAP")
  func costs() throws {
    let analysis = ErrorAnalysis([scene], categories: categories)
    // Cats: + - - - of two objects: recall 0 … 0.5 is 51 of 101 points at precision 1. Dogs: - - of one.
    let ap: Double = (51.0 / 101 + 0) / 2
    #expect(isClose(analysis.meanAP, ap))
    // The cat on the dog becomes a dog, first of its class: AP 1 for dogs.
    #expect(isClose(try #require(analysis.costs[.classification]), (51.0 / 101 + 1) / 2 - ap))
    // The dog is meant by a classification error of a better score, so the badly placed dog only goes.
    #expect(analysis.costs[.localization] == 0)
    // One cat less to be found: all are.
    #expect(isClose(try #require(analysis.costs[.missed]), (1.0 + 0) / 2 - ap))
    for kind in [ErrorKind.duplicate, .both, .background] { #expect(analysis.costs[kind] == 0, "\(kind)") }
    #expect(analysis.falsePositiveCost == 0)
    // Nothing is left of the dogs to be found, and detections of what is not there have AP 0.
    #expect(isClose(analysis.falseNegativeCost, (1.0 + 0) / 2 - ap))
  }

  @Test("A duplicate above a find costs: setting it right lifts the second cat from precision 2/3 to 1")
  func duplicateCost() throws {
    let image = EvaluatedImage(
      detections: [found(0, score: 0.9), found(1, score: 0.8), found(40, score: 0.7)],
      objects: [object(0), object(40)])
    let analysis = ErrorAnalysis([image], categories: ["cat"])
    // + - +: 51 points at 1, 50 at 2/3.
    let ap: Double = (51.0 + 50.0 * 2 / 3) / 101
    #expect(isClose(analysis.meanAP, ap))
    #expect(isClose(try #require(analysis.costs[.duplicate]), 1 - ap))
    #expect(isClose(analysis.falsePositiveCost, 1 - ap))
  }

  @Test("The limits: IoU of 0.1 is localization or nothing, of 0.5 a find or a classification error")
  func limits() {
    let object = LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 10, yMax: 10), label: 0)
    func inside(width: Double, _ label: Int) -> Detection {
      Detection(box: Box(xMin: 0, yMin: 0, xMax: width, yMax: 10), label: label, score: 0.9)
    }
    #expect(kinds([inside(width: 1, 0)], [object]) == [.localization])
    #expect(kinds([inside(width: 1, 1)], [object]) == [.background])
    #expect(kinds([inside(width: 1.25, 1)], [object]) == [.both])
    #expect(kinds([inside(width: 5, 0)], [object]) == [.correct])
    #expect(kinds([inside(width: 5, 1)], [object]) == [.classification])
    // Found already, at exactly 0.5: TIDE calls it localization, above 0.5 a duplicate.
    #expect(kinds([inside(width: 10, 0), inside(width: 5, 0)], [object]) == [.correct, .localization])
    #expect(kinds([inside(width: 10, 0), inside(width: 6, 0)], [object]) == [.correct, .duplicate])
  }

  @Test("A detection on a crowd counts neither way, unless asked for as in tidecv")
  func crowds() {
    let crowd = LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 100, yMax: 10), label: 0, isCrowd: true)
    let objects = [crowd, object(200)]
    #expect(kinds([found(20), found(20, 1)], objects) == [nil, .background])
    #expect(
      kinds([found(20), found(20, 1)], objects, ErrorFinder(countsDetectionsOnCrowds: true))
        == [.background, .background])
  }

  @Test("An object is missed only if no localization or classification error points at it")
  func missed() {
    func missed(_ detection: Detection) -> [Int] {
      ErrorFinder().errors(in: EvaluatedImage(detections: [detection], objects: [object(0)])).missed
    }
    #expect(missed(found(5)) == [])  // 5/15
    #expect(missed(found(1, 1)) == [])
    #expect(missed(found(5, 1)) == [0])  // both
    #expect(missed(found(50)) == [0])
  }

  @Test("Without objects every detection is on nothing; without anything there are no errors and no mAP")
  func none() {
    #expect(kinds([found(0), found(20, 1)], []) == [.background, .background])
    let analysis = ErrorAnalysis([], categories: categories)
    #expect(ErrorKind.allCases.allSatisfy { analysis.count($0) == 0 })
    #expect(analysis.meanAP == 0 && analysis.costs.values.allSatisfy { $0 == 0 })
  }

  @Test("The objects themselves as detections have mAP 1 and no error", arguments: 0..<20 as Range<UInt64>)
  func perfect(seed: UInt64) {
    var images = randomImages(seed: seed, count: 8)
    for index in images.indices {
      images[index].detections = images[index].objects.map { Detection(box: $0.box, label: $0.label, score: 0.5) }
    }
    let analysis = ErrorAnalysis(images, categories: ["a", "b", "c"])
    #expect(isClose(analysis.meanAP, 1))
    #expect(ErrorKind.errors.allSatisfy { analysis.count($0) == 0 })
  }

  @Test(
    "Kinds add up to the detections, correct ones and objects not found to the objects; costs lie in 0 ... 1",
    arguments: 0..<20 as Range<UInt64>)
  func laws(seed: UInt64) {
    let images = randomImages(seed: seed, count: 12)
    let analysis = ErrorAnalysis(images, categories: ["a", "b", "c"])
    let detections = ErrorKind.allCases.filter { $0 != .missed }.reduce(0) { $0 + analysis.count($1) }
    #expect(detections == images.reduce(0) { $0 + $1.detections.count })
    let notFound = images.reduce(0) { $0 + ErrorFinder().errors(in: $1).notFound.count }
    #expect(analysis.count(.correct) + notFound == images.reduce(0) { $0 + $1.objects.count })
    #expect(analysis.count(.missed) <= notFound)
    for (kind, cost) in analysis.costs {
      #expect(cost >= 0 && cost <= 1, "\(kind)")
      #expect(analysis.count(kind) > 0 || cost == 0, "\(kind)")
    }
  }

  @Test("The tables name every kind with its count, its cost in points of mAP and what it means")
  func tables() {
    let analysis = ErrorAnalysis([scene], categories: categories)
    #expect(
      analysis.table == """
        kind            count  costs AP
        correct             1            found an object
        classification      1      50.0  on an object of another class
        localization        1       0.0  on an object of its class, but not well enough
        both                1       0.0  near an object of another class, but not well enough
        duplicate           1       0.0  on an object that is found already
        background          1       0.0  on nothing
        missed              1      24.8  an object that nothing points at
        """)
    #expect(
      analysis.classTable == """
        class  correct  classification  localization  both  duplicate  background  missed
        cat          1               1             0     1          1           0       1
        dog          0               0             1     0          0           1       0
        """)
  }
}

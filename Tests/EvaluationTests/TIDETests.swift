import Evaluation
import Foundation
import Testing
import _TestSupport

/// The file written by Fixtures/tide/make_tide_fixtures.py.
private struct Records: Decodable {
  struct Record: Decodable {
    var seed: UInt64
    var hasCrowds: Bool
    /// In points of a hundred, as are the costs.
    var ap: Double
    var counts: [String: Int]
    var costs: [String: Double]
    var falsePositive: Double
    var falseNegative: Double

    /// What this package says of the same set.
    func analysis(countsDetectionsOnCrowds: Bool) -> ErrorAnalysis {
      let set = RandomSet(seed: seed)
      return ErrorAnalysis(
        set.evaluatedImages, categories: (0..<set.classes).map { "c\($0)" },
        finder: ErrorFinder(countsDetectionsOnCrowds: countsDetectionsOnCrowds))
    }

    func sameCounts(_ analysis: ErrorAnalysis) -> Bool {
      ErrorKind.errors.allSatisfy { analysis.count($0) == counts[$0.rawValue] }
    }

    /// The largest difference of mAP and of all costs, in shares of 1.
    func difference(_ analysis: ErrorAnalysis) -> Double {
      var pairs = ErrorKind.errors.map { (analysis.costs[$0] ?? .infinity, costs[$0.rawValue] ?? -.infinity) }
      pairs += [
        (analysis.meanAP, ap), (analysis.falsePositiveCost, falsePositive),
        (analysis.falseNegativeCost, falseNegative),
      ]
      return pairs.map { abs($0.0 - $0.1 / 100) }.max() ?? .infinity
    }
  }
  var sets: [Record]

  static let all = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/tide/tide.json")
    return try JSONDecoder().decode(Records.self, from: Data(contentsOf: file))
  }
}

@Suite("Agreement with tidecv 1.0.1 on 120 random sets")
struct TIDETests {
  @Test("The number of errors of each kind, mAP and what each kind costs agree, costs to 1e-9")
  func agreement() throws {
    let sets = try Records.all.get().sets
    #expect(sets.count == 120)
    for record in sets {
      let analysis = record.analysis(countsDetectionsOnCrowds: true)
      #expect(record.sameCounts(analysis), "seed \(record.seed): \(analysis.table)")
      #expect(record.difference(analysis) <= 1e-9, "seed \(record.seed): \(record.difference(analysis))")
    }
  }

  @Test("Without crowds it makes no difference that tidecv counts detections on crowds as errors; with them it does")
  func crowds() throws {
    let sets = try Records.all.get().sets
    for record in sets where !record.hasCrowds {
      let analysis = record.analysis(countsDetectionsOnCrowds: false)
      #expect(record.sameCounts(analysis) && record.difference(analysis) <= 1e-9, "seed \(record.seed)")
    }
    let others = sets.filter { $0.hasCrowds && !$0.sameCounts($0.analysis(countsDetectionsOnCrowds: false)) }
    #expect(others.count >= 20, "\(others.count)")
  }
}

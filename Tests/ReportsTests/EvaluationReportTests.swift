import Boxes
import Evaluation
import Foundation
import Testing

@testable import Reports

private func box(_ x: Double) -> Box { Box(xMin: x, yMin: 0, xMax: x + 10, yMax: 10) }

/// A cat found, a cat called a dog, a dog found twice, and a detection of nothing.
private let images = [
  EvaluatedImage(
    detections: [
      Detection(box: box(0), label: 0, score: 0.9), Detection(box: box(100), label: 1, score: 0.8),
      Detection(box: box(200), label: 1, score: 0.7), Detection(box: box(200), label: 1, score: 0.6),
      Detection(box: box(500), label: 0, score: 0.1),
    ],
    objects: [
      LabeledBox(box: box(0), label: 0), LabeledBox(box: box(100), label: 0), LabeledBox(box: box(200), label: 1),
    ])
]

@Suite("Report of an evaluation")
struct EvaluationReportTests {
  private let report = EvaluationReport(images, categories: ["cat", "dog"])

  @Test("The kinds of error are counted, and cost what the analysis says")
  func kinds() {
    let counts = Dictionary(uniqueKeysWithValues: report.errors.map { ($0.kind, $0.count) })
    #expect(
      counts == [
        .correct: 2, .classification: 1, .localization: 0, .both: 0, .duplicate: 1, .background: 1, .missed: 0,
      ])
    let analysis = ErrorAnalysis(images, categories: ["cat", "dog"])
    #expect(report.errors.allSatisfy { $0.cost == analysis.costs[$0.kind] })
    #expect(report.errors[0].cost == nil)
  }

  @Test("The text has every part, and the confusion stands at the best threshold of all classes")
  func text() {
    for part in [
      "maxDets=100 ] = ", "class  objects      AP    AP50", "classification      1", "is \\ detected as", "score from",
      "on an object of another class",
    ] {
      #expect(report.text.contains(part), "\(part)")
    }
    #expect(report.confusion.scoreThreshold == report.thresholds.pooled?.threshold)
    #expect(report.confusion[0, detectedAs: 1] == 1)
  }

  @Test("As JSON it reads back as it was")
  func json() throws {
    #expect(try JSONDecoder().decode(EvaluationReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test("No images, and detections of nothing alone: no best threshold, and 0.5 stands for it")
  func empty() {
    let none = EvaluationReport([], categories: ["cat"])
    #expect(none.confusion.scoreThreshold == 0.5)
    #expect(none.errors.allSatisfy { $0.count == 0 })
    #expect(none.text.contains("cat          0       –       –\n"))
  }
}

@Suite("Detections that are shown")
struct ShownDetectionsTests {
  private func text(_ scores: [Double]) -> String {
    ShownDetections(
      scores.map { Detection(box: box(0), label: $0 > 0.5 ? 0 : 1, score: $0) }, from: 0.4,
      categories: ["cat", "dog"]
    ).text
  }

  @Test("Those from the limit on, best first; a score at the limit is shown")
  func shown() { #expect(text([0.4, 0.1, 0.92]) == "cat 0.92, dog 0.40") }

  @Test("Below the limit the best is named, never rounded up to the limit; without detections nothing is")
  func below() {
    #expect(text([0.08, 0.03]) == "nothing from 0.4 on; the best is dog 0.08")
    #expect(text([0.3999]) == "nothing from 0.4 on; the best is dog 0.3999")
    #expect(text([]) == "nothing at any score")
  }
}

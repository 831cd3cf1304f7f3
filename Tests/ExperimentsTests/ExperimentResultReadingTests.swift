// Results from files that were damaged: what no experiment comes to is refused, before tables are made of it.

import Detector
import Experiments
import Formats
import Losses
import Testing
import Training

@Suite("Results from files")
struct ExperimentResultReadingTests {
  private static let experiment = Experiment(
    configuration: .small, options: .plain(), pictures: .init(size: 64, validationImages: 4),
    measured: .focus(gammas: [0, 2]))

  private static func result(
    gammas: [Double] = [0, 2], points: Int = 101, last: String = "1", positives: Int = 3
  ) throws -> String {
    let curve = (0..<points).map { $0 == points - 1 ? last : "0.5" }.joined(separator: ",")
    let curves = gammas.map { "{\"gamma\":\($0),\"positives\":[\(curve)],\"negatives\":[\(curve)]}" }
    return "{\"schema\":1,\"experiment\":\(try CodedJSON.encode(experiment)),\"seconds\":2,\"focus\":{\"curves\":["
      + curves.joined(separator: ",") + "],\"positiveCount\":\(positives),\"negativeCount\":40}}"
  }

  @Test("Curves of 101 shares for each γ that was asked for are taken; a report has a line for each")
  func taken() throws {
    let result = try CodedJSON.decode(Self.result(), as: ExperimentResult.self)
    let table = AblationTable(
      id: "x", title: "x", columns: ["x"], rows: [.init("a", changes: [])], differences: "none",
      measured: Self.experiment.measured)
    let report = try AblationReport(
      table, base: Self.experiment, seeds: [0], results: [Self.experiment: result], bootstrap: Bootstrap(draws: 2))
    #expect(report.text.contains("50.0"))
    #expect(try CodedJSON.decode(CodedJSON.encode(result), as: ExperimentResult.self) == result)
  }

  @Test("Shorter curves, shares beyond 0…1, other γ and counts below 0 are refused: a table of them would trap")
  func refused() throws {
    let damaged = try [
      Self.result(points: 1), Self.result(points: 102), Self.result(last: "1.5"), Self.result(last: "\"nan\""),
      Self.result(gammas: [0]), Self.result(gammas: [0, 3]), Self.result(gammas: []), Self.result(positives: -1),
    ]
    for text in damaged {
      #expect(throws: CodedJSONError.self) { try CodedJSON.decode(text, as: ExperimentResult.self) }
    }
  }

  @Test("An average precision beyond 0…1, or none that is a number, is refused")
  func precision() throws {
    var experiment = Self.experiment
    experiment.measured = .precision
    let text = "{\"schema\":1,\"experiment\":\(try CodedJSON.encode(experiment)),\"seconds\":2,\"ap\":"
    #expect(try CodedJSON.decode(text + "1}", as: ExperimentResult.self).ap == 1)
    for ap in ["1.25", "-0.5", "\"nan\"", "\"infinity\""] {
      #expect(throws: CodedJSONError.self, "\(ap)") { try CodedJSON.decode(text + "\(ap)}", as: ExperimentResult.self) }
    }
    let pictures = text.replacing(",\"ap\":", with: ",\"pictures\":")
    let none = try CodedJSON.decode(pictures + #"{"classes":[],"count":0}}"#, as: ExperimentResult.self)
    #expect(none.pictures?.count == 0)
    for count in ["1", "-1", "9223372036854775807"] {
      #expect(throws: CodedJSONError.self, "\(count) pictures without an object to find") {
        try CodedJSON.decode(pictures + "{\"classes\":[],\"count\":\(count)}}", as: ExperimentResult.self)
      }
    }
    for seconds in ["-1", "\"nan\""] {
      let text = text.replacing("\"seconds\":2", with: "\"seconds\":\(seconds)")
      #expect(throws: CodedJSONError.self) { try CodedJSON.decode(text + "1}", as: ExperimentResult.self) }
    }
  }
}

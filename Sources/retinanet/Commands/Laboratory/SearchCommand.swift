// `retinanet search`: good settings for the small detector, within minutes.

import CommandLineTool
import Experiments
import Formats
import Foundation
import Kernels
import Losses

/// Searches for settings.
struct SearchCommand: Command {
  static let over = Argument.repeated(
    "over",
    ValueType<String>(
      placeholder: "axes", expectation: "an option and its values, such as lr=0.001..0.03 or gamma=1|2|3",
      value: { text in (try? SearchSpace([text])) == nil ? nil : text }, text: { $0 }),
    help: "What is varied: options with = and a range or values with | between, several with commas between or by "
      + "giving this option again; of \(SearchParameter.allCases.map(\.rawValue).joined(separator: ", ")). A grid takes "
      + "three numbers of a range, or as many as stand behind a colon: lr=0.001..0.03:5.")
  static let method = Argument.option(
    "method", .choice("method"), default: Search.Method.halving,
    help:
      "grid: every combination; random: drawn at random; halving: many for a ninth of the steps, the best third for "
      + "a third, the best of those to the end.")
  static let runs = Argument.optional(
    "runs", .integer(in: 1...100_000),
    help:
      "At most how many settings are tried; by default as many as --minutes is enough for, else all of a grid, or 9.")
  static let minutes = Argument.optional(
    "minutes", .positive("minutes", upTo: 1e6),
    help: "Begin no training that would not be over after so many minutes.")
  static let searchSeed = Argument.option(
    "search-seed", .seed, default: 0, help: "Decides which settings are drawn, and their order.")
  static let output = Argument.option(
    "output", short: "o", .path("folder"), default: URL(fileURLWithPath: "runs/search"),
    help: "Where results, charts and the page are kept; results that are there are used again.")

  static let specification = CommandSpecification(
    name: "search", overview: "Search for good settings of the small detector, with a budget of minutes or runs.",
    discussion: """
      All settings are trained on the same pictures, which are drawn once, and measured on the same others. The best is \
      compared with the next picture by picture, so that it can be said whether it is better by more than noise; and \
      it is printed as a command that trains it again.
      With --method halving a training that goes on is not begun anew. Its state is kept, and its learning rates are \
      those of the whole length from the beginning: it ends with the same bits as one that was never stopped.
      """,
    arguments: [
      over, method, runs, minutes, LaboratoryArguments.quick, LaboratoryArguments.seeds, LaboratoryArguments.steps,
      LaboratoryArguments.validationImages, LaboratoryArguments.draws, searchSeed, output, LaboratoryArguments.json,
      TrainArguments.threads,
    ])

  private let arguments: ParsedArguments
  private let space: SearchSpace

  init(_ arguments: ParsedArguments) throws(UsageError) {
    self.arguments = arguments
    do throws(SearchSpaceError) {
      space = try SearchSpace(arguments[Self.over])
    } catch {
      throw UsageError("--over: \(error).")
    }
    guard !space.axes.isEmpty else {
      throw UsageError("Missing expected argument '--over <axes>', such as --over 'lr=0.001..0.03,gamma=1|2|3'.")
    }
    if arguments[Self.method] == .grid, space.gridCount > 100_000 {
      throw UsageError("--over: a grid of \(space.gridCount) combinations is too large; use '--method random'.")
    }
    do {
      _ = try self.search.candidates()
    } catch {
      throw UsageError("--over: \(error).")
    }
  }

  private var search: Search {
    Search(
      space, method: arguments[Self.method], base: LaboratoryArguments.base(arguments),
      seeds: arguments[LaboratoryArguments.seeds], runs: arguments[Self.runs], minutes: arguments[Self.minutes],
      seed: arguments[Self.searchSeed])
  }

  func run(console: Console) throws {
    try Threads.with(arguments[TrainArguments.threads]) { try work(console: console) }
  }

  private func work(console: Console) throws {
    let folder = arguments[Self.output]
    let isJSON = arguments[LaboratoryArguments.json]
    try makeFolder(folder)
    let search = search
    let names = try search.names()
    let monitor = LaboratoryMonitor(console: console, isSilent: isJSON, isPartOfMany: true) { names($0) }
    let result = try search.result(
      in: Laboratory(in: folder), bootstrap: Bootstrap(draws: arguments[LaboratoryArguments.draws]),
      observe: monitor.show)
    let command = try command(of: result, in: folder)
    let page = folder.appendingPathComponent("search.html")
    try writeFile(Data(result.page(command: command).html.utf8), to: page)
    for chart in result.charts {
      try writeFile(Data(chart.svg.utf8), to: folder.appendingPathComponent("search-\(chart.name).svg"))
    }
    if isJSON {
      try console.print(json: SearchRecord(result, command: command))
      return
    }
    console.print("\n" + result.text)
    if !command.isEmpty { console.print("\n" + command) }
    console.print("\nPage: \(page.relativePath)")
  }

  /// The command that trains the best, with the anchors' file beside if it needs one; empty without a best.
  private func command(of result: SearchResult, in folder: URL) throws -> String {
    guard let best = result.best, let experiment = result.bestExperiment else { return "" }
    let words = TrainWords(
      experiment: experiment, values: best.point.values, anchors: folder.appendingPathComponent("anchors.json"))
    if let anchors = words.anchorsFile {
      try writeFile(Data((try CodedJSON.encode(anchors) + "\n").utf8), to: words.anchors)
    }
    return words.command
  }
}

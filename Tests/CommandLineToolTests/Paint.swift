// A program to try the parser with.

import Boxes
import Foundation

@testable import CommandLineTool

/// A command with an argument of every kind; it prints what it was given.
struct Paint: Command {
  enum Color: String, CaseIterable, Sendable { case red, green, darkBlue = "dark-blue" }

  static let coats = Argument.option("coats", .integer(in: 1...5), default: 2, help: "How many coats.")
  static let color = Argument.option("color", short: "c", .choice("color"), default: Color.red, help: "Which.")
  static let gloss = Argument.option("gloss", .number(in: 0...1), default: 0.5, help: "From matt to shiny.")
  static let seed = Argument.optional("seed", .seed, help: "Draws the strokes.")
  static let layer = Argument.repeated("layer", .integer(), help: "A layer to paint; may be given several times.")
  static let dry = Argument.flag("dry", help: "Let it dry.")
  static let wet = Argument.flag("wet", help: "Leave it wet.")
  static let size = Argument.option(
    "size", .imageSize(in: 1...4096), default: ImageSize(height: 480, width: 640), help: "Of the wall.")
  static let output = Argument.required("output", short: "o", .path(), help: "Where to paint.")
  static let wall = Argument.positional(.path("wall"), help: "The wall to paint.")
  static let doors = Argument.positionals(.path("door"), help: "The doors in it.")

  static let specification = CommandSpecification(
    name: "paint", overview: "Paint a wall.",
    discussion: "Long paragraphs are broken between words so that they fit into eighty columns, whatever they say.",
    arguments: [coats, color, gloss, seed, layer, dry, wet, size, output, wall, doors],
    conflicts: [(dry, wet)], requirements: [(seed, layer)])

  var arguments: ParsedArguments

  init(_ arguments: ParsedArguments) throws(UsageError) {
    if arguments[Self.coats] == 1, arguments[Self.dry] { throw UsageError("One coat never dries.") }
    self.arguments = arguments
  }

  func run(console: Console) throws {
    let values: [Any] = [
      arguments[Self.coats], arguments[Self.color].rawValue, arguments[Self.gloss],
      arguments[Self.seed].map { "\($0)" } ?? "no seed", arguments[Self.layer], arguments[Self.dry],
      "\(arguments[Self.size].height)x\(arguments[Self.size].width)", arguments[Self.output].path,
      arguments[Self.wall].path, arguments[Self.doors].map(\.path),
    ]
    console.print(values.map { "\($0)" }.joined(separator: " | "))
  }
}

/// A command without arguments whose work fails.
struct Fail: Command {
  struct Broken: Error, CustomStringConvertible { let description = "the ladder is broken" }

  static let specification = CommandSpecification(name: "fail", overview: "Fail.", arguments: [])

  init(_: ParsedArguments) {}

  func run(console: Console) throws { throw Broken() }
}

extension Program {
  static let painter = Program(
    name: "painter", version: "1.2.3", overview: "Paints.", discussion: "", commands: [Paint.self, Fail.self])

  func run(_ words: String) -> RecordedRun { recorded(words) }
}

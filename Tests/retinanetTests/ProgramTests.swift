import Foundation
import Testing
import _TestSupport

@testable import retinanet

@Suite("Program")
struct ProgramTests {
  @Test("Help of the program: overview, usage, options, subcommands")
  func help() {
    let expected = """
      OVERVIEW: Paints.

      USAGE: painter <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        paint                   Paint a wall.
        fail                    Fail.

        See 'painter help <subcommand>' for detailed help.

      """
    for words in ["", "-h", "--help", "help"] {
      let run = Program.painter.run(words)
      #expect(run.output == expected)
      #expect(run.code == .success)
      #expect(run.error.isEmpty)
    }
  }

  @Test("Help of a subcommand, in 80 columns")
  func commandHelp() {
    let expected = """
      OVERVIEW: Paint a wall.

      Long paragraphs are broken between words so that they fit into eighty columns,
      whatever they say.

      USAGE: painter paint [--coats <n>] [--color <color>] [--gloss <x>]
          [--seed <seed>] [--layer <n> ...] [--dry] [--wet] [--size <size>]
          --output <file> <wall> <door> ...

      ARGUMENTS:
        <wall>                  The wall to paint.
        <door>                  The doors in it.

      OPTIONS:
        --coats <n>             How many coats. (default: 2)
        -c, --color <color>     Which. (values: red, green, dark-blue; default: red)
        --gloss <x>             From matt to shiny. (default: 0.5)
        --seed <seed>           Draws the strokes.
        --layer <n>             A layer to paint; may be given several times.
        --dry                   Let it dry.
        --wet                   Leave it wet.
        --size <size>           Of the wall. (default: 480x640)
        -o, --output <file>     Where to paint.
        -h, --help              Show help information.

      """
    for words in ["paint -h", "paint --coats 2 --help", "help paint"] {
      let run = Program.painter.run(words)
      #expect(run.output == expected)
      #expect(run.code == .success)
    }
  }

  @Test("The version")
  func version() {
    #expect(Program.painter.run("--version").output == "1.2.3\n")
  }

  @Test("Work that fails: exit code 1, the error alone on the error output")
  func failure() {
    let run = Program.painter.run("fail")
    #expect(run.code == .failure)
    #expect(run.output.isEmpty)
    #expect(run.error == "Error: the ladder is broken\n")
  }

  @Test("A refused command line: exit code 64, the error, the usage, where to read more")
  func usage() {
    let run = Program.painter.run("fail --hard")
    #expect(run.code == .usage)
    #expect(run.output.isEmpty)
    #expect(
      run.error == """
        Error: Unknown option '--hard'. Did you mean '--help'? The options are: --help.
        Usage: painter fail
          See 'painter fail --help' for more information.

        """)
  }

  @Test("Unknown subcommands are refused with the nearest one, misplaced options with where they belong")
  func subcommands() {
    func complaint(_ words: String) -> String {
      let run = Program.painter.run(words)
      #expect(run.code == .usage)
      return String(run.error.prefix { $0 != "\n" })
    }
    #expect(complaint("pant") == "Error: Unknown subcommand 'pant'. Did you mean 'paint'?")
    #expect(complaint("help fial") == "Error: Unknown subcommand 'fial'. Did you mean 'fail'?")
    #expect(
      complaint("decorate")
        == "Error: Unknown subcommand 'decorate'. Did you mean 'paint'? The subcommands are: paint, fail, help.")
    #expect(complaint("--coats 3 paint") == "Error: The option '--coats' belongs behind a subcommand: paint, fail.")
    #expect(complaint("--vesion") == "Error: Unknown option '--vesion'. Did you mean '--version'?")
  }

  @Test("No line of any help is longer than 80 columns, and every option has a help that ends with a period")
  func style() {
    let program = Program.retinaNet
    var texts = [program.run("--help").output]
    for command in program.commands {
      let specification = command.specification
      texts.append(program.run("\(specification.name) --help").output)
      #expect(specification.overview.hasSuffix("."), "\(specification.name)")
      let names = specification.specifications.map(\.name)
      #expect(Set(names).count == names.count, "\(specification.name)")
      for row in specification.specifications { #expect(row.help.hasSuffix("."), "\(specification.name) \(row.label)") }
    }
    for text in texts {
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    #expect(texts[0].contains("Exit codes: 0 when the work was done, 1 when it failed, 64 when"))
  }
}

@Suite("The built program")
struct BinaryTests {
  @Test("Its exit codes reach the shell: 0 for help, 1 for a file that is missing, 64 for usage errors")
  func exitCodes() throws {
    #expect(try run(["--help"]).code == 0)
    #expect(try run(["--version"]) == ProgramResult(code: 0, output: Program.retinaNet.version + "\n", error: ""))
    let failed = try run(["anchors", "--annotations", "/nowhere/a.json"])
    #expect(failed.code == 1)
    #expect(failed.output.isEmpty)
    #expect(failed.error.hasPrefix("Error: "))
    let refused = try run(["--hlep"])
    #expect(refused.code == 64)
    #expect(refused.output.isEmpty)
    #expect(refused.error.hasPrefix("Error: Unknown option '--hlep'. Did you mean '--help'?\n"))
  }

  /// Runs the program that was built together with these tests.
  private func run(_ words: [String]) throws -> ProgramResult { try _TestSupport.run(program: "retinanet", words) }
}

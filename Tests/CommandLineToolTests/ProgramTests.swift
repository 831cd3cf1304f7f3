import Foundation
import Testing

@testable import CommandLineTool

@Suite("Program")
struct ProgramTests {
  @Test("An error of Foundation's is told in the system's words, with the file if it is known")
  func foundationErrors() {
    struct Open: Command {
      static let specification = CommandSpecification(name: "open", overview: "Open.", arguments: [])
      init(_: ParsedArguments) {}
      func run(console: Console) throws {
        _ = try Data(contentsOf: URL(fileURLWithPath: "/nowhere/at all"))
      }
    }
    let program = Program(name: "opener", version: "1", overview: "Opens.", commands: [Open.self])
    let run = program.run("open")
    #expect(run.code == .failure && run.error == "Error: /nowhere/at all: No such file or directory\n")
  }

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
        Error: Unknown option '--hard'. The options are: --help.
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
        == "Error: Unknown subcommand 'decorate'. The subcommands are: paint, fail, help.")
    #expect(complaint("--coats 3 paint") == "Error: The option '--coats' belongs behind a subcommand: paint, fail.")
    #expect(complaint("--vesion") == "Error: Unknown option '--vesion'. Did you mean '--version'?")
  }
}

@Suite("A program that is one command")
struct SingleCommandTests {
  private func run(_ type: any Command.Type, _ words: String...) -> RecordedRun { type.recorded(words) }

  @Test("Its options come at once, and help and refusals name it without a subcommand")
  func single() {
    #expect(run(Paint.self, "-o", "/o", "/w", "/d").output.hasPrefix("2 | red |"))
    #expect(run(Paint.self, "--help").output.contains("USAGE: paint [--coats <n>]"))
    let refused = run(Fail.self, "--hard")
    #expect(refused.code == .usage)
    #expect(
      refused.error == """
        Error: Unknown option '--hard'. The options are: --help.
        Usage: fail
          See 'fail --help' for more information.

        """)
  }

  @Test("Work that fails ends with 1, values that do not go together with 64")
  func failures() {
    #expect(run(Fail.self) == RecordedRun(code: .failure, output: "", error: "Error: the ladder is broken\n"))
    let refused = run(Paint.self, "-o", "/o", "/w", "/d", "--coats", "1", "--dry")
    #expect(refused.code == .usage)
    #expect(refused.error.hasPrefix("Error: One coat never dries.\nUsage: paint "))
  }
}

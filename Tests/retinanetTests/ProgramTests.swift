import CommandLineTool
import Foundation
import Testing
import _TestSupport

@testable import retinanet

@Suite("The commands' help")
struct CommandHelpTests {
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

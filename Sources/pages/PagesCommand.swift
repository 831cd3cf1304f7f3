// `pages`: builds the pages one can touch, and holds what they said in a browser against what this program computes.

import CommandLineTool
import Foundation
import Text
import Touch

/// Builds pages, or checks one.
struct PagesCommand: Command {
  static let output = Argument.option(
    "output", short: "o", .path("folder"), default: URL(fileURLWithPath: "site/touch"), help: "The folder of the pages."
  )
  static let package = Argument.option(
    "package", .path("folder"), default: URL(fileURLWithPath: "."),
    help: "The folder of this package, whose sources they are.")
  static let check = Argument.optional(
    "check", .path(),
    help: "Instead: a page as a browser has it after PAGE.html?test, named after it; all that it says is recomputed.")

  static let specification = CommandSpecification(
    name: "pages", overview: "Build pages one can touch: the project's own code in a browser.",
    discussion: """
      Five files of HTML without a server or a network: matching, focal loss, box coding, suppression, and precision by \
      recall. Where the toolchain cannot compile for browsers, as Xcode's cannot, they are left out, and it says so.
      """,
    arguments: [output, package, check], conflicts: [(check, output)])

  let arguments: ParsedArguments

  init(_ arguments: ParsedArguments) { self.arguments = arguments }

  func run(console: Console) throws {
    if let file = arguments[Self.check] {
      try check(file, console: console)
      return
    }
    let folder = arguments[Self.output]
    do throws(PageError) {
      for page in try PageBuild(package: arguments[Self.package]).write(to: folder) {
        console.print(
          "\(page.name.padded(to: 17)) \((page.bytes / 1_000).grouped) kB, with \((page.codeBytes / 1_000).grouped) kB "
            + "of WebAssembly compressed in it")
      }
      console.print("Open \(folder.appendingPathComponent("index.html").path)")
    } catch {
      guard case .noTarget = error else { throw error }
      console.print("\(error)")
    }
  }

  private func check(_ file: URL, console: Console) throws {
    let name = file.deletingPathExtension().lastPathComponent
    guard let page = TouchPage(rawValue: name) else {
      let names = TouchPage.allCases.map(\.fileName).joined(separator: ", ")
      throw CommandFailure("\(file.path): expected the name of a page (\(names)), found '\(name)'")
    }
    let record = try PageRecord(file: file)
    let compared = try record.check(page)
    console.print(
      "\(page.fileName): \(record.count.grouped) answers, \(compared.texts.grouped) texts and "
        + "\(compared.numbers.grouped) numbers as computed here")
  }
}

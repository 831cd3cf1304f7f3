// What the last run of the tests said, from the file that `swift test --xunit-output` writes.

import Foundation
import Text

/// Passed or failed, and how long it took.
package struct TestOutcome: Hashable, Sendable {
  /// Whether no line of the test says that it failed.
  package var passed: Bool
  /// How long it took, at least 0; a time that is no number counts as none.
  package var seconds: Double

  /// An outcome.
  package init(passed: Bool, seconds: Double) {
    self.passed = passed
    self.seconds = seconds
  }
}

/// Outcomes by "LossesTests.WorkedLossTests.easy": module, types and function.
package struct XUnitFile: Sendable {
  /// By the tests' names.
  package private(set) var outcomes: [String: TestOutcome] = [:]

  /// Reads a text, of which whatever is no test is passed over.
  package init(_ text: String) {
    var name: String?
    for tag in Self.tags(text) {
      if tag.hasPrefix("testcase ") {
        let function = Self.attribute("name", of: tag).prefix { $0 != "(" }
        let key = "\(Self.attribute("classname", of: tag)).\(function)"
        let time = Double(Self.attribute("time", of: tag)) ?? 0
        let seconds = time.isFinite ? max(0, time) : 0
        // A test with arguments has a line for each.
        outcomes[key] = TestOutcome(
          passed: outcomes[key]?.passed ?? true, seconds: (outcomes[key]?.seconds ?? 0) + seconds)
        name = tag.hasSuffix("/") ? nil : key
      } else if tag.hasPrefix("failure") || tag.hasPrefix("error") {
        if let name { outcomes[name]?.passed = false }
      } else if tag.hasPrefix("/testcase") {
        name = nil
      }
    }
  }

  /// Reads a file, or the one beside it that Swift Testing writes: "x.xml" has "x-swift-testing.xml".
  package init(contentsOf file: URL) throws {
    let name = file.deletingPathExtension().lastPathComponent
    let beside = file.deletingLastPathComponent().appending(path: "\(name)-swift-testing.xml")
    let chosen = FileManager.default.fileExists(atPath: beside.path) ? beside : file
    self.init(try String(contentsOf: chosen, encoding: .utf8))
  }

  /// What stands between "<" and ">", a quote at a time.
  private static func tags(_ text: String) -> [String] {
    var tags: [String] = []
    var tag: [UInt8]?
    var isQuoted = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\""), tag != nil { isQuoted.toggle() }
      if byte == UInt8(ascii: "<"), !isQuoted {
        tag = []
      } else if byte == UInt8(ascii: ">"), !isQuoted, let bytes = tag {
        tags.append(String(decoding: bytes, as: UTF8.self))
        tag = nil
      } else {
        tag?.append(byte)
      }
    }
    return tags
  }

  private static func attribute(_ name: String, of tag: String) -> String {
    guard let start = tag.range(of: " \(name)=\"") else { return "" }
    return unescaped(tag[start.upperBound...].prefix { $0 != "\"" })
  }
}

import Foundation
import Testing

@testable import CommandLineTool

@Suite("Files that commands write")
struct FileWritingTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("writing-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
      try? FileManager.default.removeItem(at: folder)
    }
    try body(folder)
  }

  @Test("A file is written whole, with the folders above it; a folder in its place is named")
  func written() throws {
    try withFolder { folder in
      let file = folder.appendingPathComponent("a/b/c.txt")
      try writeFile(Data("x".utf8), to: file)
      #expect(try String(contentsOf: file, encoding: .utf8) == "x")
      let place = file.deletingLastPathComponent()
      #expect(throws: CommandFailure.self) { try writeFile(Data(), to: place) }
    }
  }

  // The superuser may write everywhere.
  @Test("Where one may not write it is said so, not that there is no such file", .enabled(if: getuid() != 0))
  func notAllowed() throws {
    try withFolder { folder in
      try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
      let file = folder.appendingPathComponent("c.txt")
      #expect(throws: CommandFailure("\(file.path) cannot be written: Permission denied")) {
        try writeFile(Data(), to: file)
      }
    }
  }
}

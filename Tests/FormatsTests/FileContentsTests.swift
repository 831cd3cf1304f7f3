import Foundation
import Testing

@testable import Formats

@Suite("What a path names")
struct FileContentsTests {
  /// The text of a pipe into which a shell's command writes.
  private func piped(_ command: String, limit: Int = 1 << 31) throws -> Data {
    let pipe = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).fifo")
    defer { try? FileManager.default.removeItem(at: pipe) }
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = ["-c", "mkfifo '\(pipe.path)' && echo made && \(command) > '\(pipe.path)'"]
    let said = Pipe()
    shell.standardOutput = said
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    // The pipe is there once the shell says so.
    #expect(try said.fileHandleForReading.read(upToCount: 5) == Data("made\n".utf8))
    defer { shell.waitUntilExit() }
    return try fileContents(pipe, limit: limit)
  }

  @Test("A pipe is read to its end, in as many pieces as it comes")
  func pipe() throws {
    #expect(try piped("(printf ab; sleep 0.1; printf c)") == Data("abc".utf8))
    #expect(try piped("head -c 300000 /dev/zero").count == 300_000)
    #expect(try piped("true").isEmpty)
  }

  @Test("A pipe without end is refused at a limit, and a device at once")
  func endless() {
    let error = #expect(throws: FileContentsError.self) { try piped("head -c 9000000 /dev/zero", limit: 2_000_000) }
    #expect(error?.problem == "more than 2000000 bytes came out of the pipe")
    for path in ["/dev/zero", "/dev/null"] {
      let error = #expect(throws: FileContentsError.self) { try fileContents(URL(fileURLWithPath: path)) }
      #expect(error.map { fileReason($0) } == "it is a device, not a file")
    }
  }

  @Test("What is not there, or is a folder, has the system's reason")
  func missing() {
    let here = FileManager.default.temporaryDirectory
    for (url, reason) in [(here.appendingPathComponent("\(UUID())"), "No such file"), (here, "directory")] {
      let error = #expect(throws: (any Error).self) { try fileContents(url) }
      #expect(error.map { fileReason($0).contains(reason) } == true)
    }
  }

  @Test("What is written into a device leaves the device where it is; a file is replaced as a whole")
  func writing() throws {
    let null = URL(fileURLWithPath: "/dev/null")
    try writeContents(Data("a".utf8), to: null)
    let type = try FileManager.default.attributesOfItem(atPath: null.path)[.type] as? FileAttributeType
    #expect(type == .typeCharacterSpecial)
    #expect(throws: (any Error).self) { try writeContents(Data("a".utf8), to: URL(fileURLWithPath: "/dev/full")) }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appendingPathComponent("a")
    for text in ["one", "2"] {
      try writeContents(Data(text.utf8), to: file)
      #expect(try fileContents(file) == Data(text.utf8))
    }
    #expect(throws: (any Error).self) { try writeContents(Data(), to: folder) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a"])
  }
}

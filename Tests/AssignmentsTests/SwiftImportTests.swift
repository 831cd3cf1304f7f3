// What answers import, whatever stands in them.

import Assignments
import Testing

@Suite("Imports of answers")
struct SwiftImportTests {
  @Test("Modules with their lines; comments in a line and whole lines of them are passed over")
  func imports() {
    let text = """
      import Foundation; @testable import Losses
      // import A
      /* import B */ import /* c */ struct
      Boxes.Box
      let important = 1
      """
    #expect(
      SwiftImport.all(in: text) == [
        SwiftImport(module: "Foundation", isTestable: false, line: 1),
        SwiftImport(module: "Losses", isTestable: true, line: 1),
        SwiftImport(module: "Boxes", isTestable: false, line: 4),
      ])
    #expect(SwiftImport.all(in: "").isEmpty && SwiftImport.all(in: "import").isEmpty)
    #expect(SwiftImport.all(in: "/*/ import A").map(\.module) == ["A"], "a slash does not end what it began")
    #expect(SwiftImport.all(in: "/*/ a */import A").map(\.module) == ["A"])
  }

  @Test("A line of a megabyte of comments that do not end is read in a moment", .timeLimit(.minutes(1)))
  func endless() {
    #expect(SwiftImport.all(in: String(repeating: "/*a", count: 350_000)).isEmpty)
    #expect(SwiftImport.all(in: String(repeating: "import struct ", count: 70_000)).isEmpty == false)
  }
}

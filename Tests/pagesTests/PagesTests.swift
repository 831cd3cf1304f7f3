// The program `pages`: what it says of folders and files that are not what it needs.
// What it builds is .ci/touch's business.

import Foundation
import Testing
import _TestSupport

@Suite("pages")
struct PagesTests {
  @Test("A folder that is not the package is refused with what to do")
  func notThePackage() throws {
    let result = try run(program: "pages", ["--package", "/nowhere", "--output", "/nowhere/site"])
    #expect(result.code == 1)
    #expect(result.error.hasPrefix("Error: /nowhere: expected this package, found no Sources/Web in it."))
  }

  @Test("A file to be checked has to be named after a page")
  func name() throws {
    let result = try run(program: "pages", ["--check", "/nowhere/other.html"])
    #expect(result.code == 1)
    #expect(result.error.contains("expected the name of a page (matching.html, loss.html"))
  }

  @Test("To check and to build at once is refused")
  func conflict() throws {
    #expect(try run(program: "pages", ["--check", "a.html", "--output", "b"]).code == 64)
  }
}

// The site: links that lead nowhere are found, folders of others are left alone, and the README's picture is current.

import Foundation
import Testing
import _TestSupport

@testable import book

@Suite("Links of the book")
struct LinkCheckTests {
  private func problems(_ pages: [String: String], files: Set<String> = []) -> [String] {
    LinkCheck.problems(pages: pages, files: files)
  }

  @Test("Pages, places in them, files and addresses of the web are fine")
  func fine() {
    let pages = [
      "a.html":
        "<a href=\"b/c.html#x\">1</a><a href=\"#y\" id=\"y\">2</a><img src=\"p.svg\"><a href=\"https://z\">3</a>",
      "b/c.html": "<p id=\"x\">&quot;</p><a href=\"../a.html\">4</a><link href=\"../s.css\">",
    ]
    #expect(problems(pages, files: ["p.svg", "s.css"]) == [])
  }

  @Test("A missing page, a missing place, a missing picture and an id that is there twice are told with their page")
  func broken() {
    #expect(problems(["a.html": "<a href=\"b.html\">1</a>"]) == ["a.html: 'b.html' leads to no file"])
    #expect(problems(["a.html": "<a href=\"#b\">1</a>"]) == ["a.html: '#b' leads to no place in a.html"])
    #expect(problems(["a/b.html": "<img src=\"../c.png\">"]) == ["a/b.html: '../c.png' leads to no file"])
    #expect(problems(["a.html": "<p id=\"x\"></p><p id=\"x\"></p>"]) == ["a.html: the id 'x' is there more than once"])
  }
}

@Suite("Writing the book")
struct SiteTests {
  private func folder() -> URL { FileManager.default.temporaryDirectory.appending(path: "book-\(UUID().uuidString)") }

  @Test("A site replaces an older one, and nothing else")
  func replaces() throws {
    let folder = folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var site = Site()
    site.add(Data(), at: "book.css")
    for part in Page.parts { site.add(Page(path: part.path, title: part.name, body: "<p>one</p>")) }
    #expect(try site.write(to: folder, note: "n").files == Page.parts.count + 1)
    #expect(try site.write(to: folder, note: "n").files == Page.parts.count + 1)
    try FileManager.default.removeItem(at: folder.appending(path: ".book"))
    #expect(throws: (any Error).self) { try site.write(to: folder, note: "n") }
    #expect(FileManager.default.fileExists(atPath: folder.appending(path: "index.html").path))
  }

  @Test("With a broken link nothing is written")
  func refuses() {
    let folder = folder()
    var site = Site()
    site.add(Page(path: "index.html", title: "x", body: "<a href=\"gone.html\">x</a>"))
    #expect(throws: (any Error).self) { try site.write(to: folder, note: "n") }
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test("A page says its title, its place among the parts and the note, escaped")
  func page() {
    let html = Page(path: "tests/A.html", title: "a < b", body: "<p>x</p>").html(note: "the note")
    #expect(html.contains("<h1>a &lt; b</h1>") && html.contains("<footer>the note</footer>"))
    #expect(html.contains("<a href=\"../tests.html\" aria-current=\"true\">Tests</a>"))
    #expect(html.contains("href=\"../book.css\""))
  }

  @Test("Outside of a clone it says what it looks for")
  func outside() {
    let error = #expect(throws: (any Error).self) { try Checkout(URL(filePath: "/tmp")) }
    #expect(error.map { "\($0)" }?.contains("expected a clone of RetinaKit") == true)
  }
}

@Suite("The README's picture")
struct ReadmePictureTests {
  @Test("The file is what the code draws now; 'swift run book --picture .github/picture.svg' writes it")
  func current() throws {
    let root = try Checkout(URL(filePath: #filePath).deletingLastPathComponent()).root
    let file = try String(contentsOf: root.appending(path: ".github/picture.svg"), encoding: .utf8)
    #expect(firstDifference(Array(file), Array(ReadmePicture.svg)) == nil)
  }
}

// Names of pictures in annotations as other tools and other systems write them, and the files that they mean.

import Foundation
import Images
import Testing

@Suite("Names of pictures")
struct PictureNamesTests {
  @Test(
    "Addresses, %20, letters and marks put together or apart, endings in capitals and none, space around: one file",
    arguments: [
      ("https://bucket.host/x/a%20b.png?sig=1&e=2#top", "a b.png"), ("s3://bucket/set/b.png", "set/b.png"),
      ("/data/local-files/?d=set/b.png", "set/b.png"), ("file:///home/me/c.png", "c.png"),
      ("http://localhost:8080/data/upload/1/1f-c.png", "1f-c.png"), ("train/%C3%BC.png", "train/\u{FC}.png"),
      ("\u{DC}bung/stra\u{DF}e \u{E9}.png", "U\u{308}bung/stra\u{DF}e e\u{301}.png"),
      ("U\u{308}bung.png", "\u{DC}bung.png"), ("A.PNG", "A.png"), ("b.png", "b.PNG"), ("c.jpg", "c.JPG"),
      ("a", "a.png"),
      ("b.v2", "b.v2.png"), (" a.png", "a.png"), ("c.png\n", "c.png"), ("100%.png", "100%.png"),
      ("50%20.png", "50%20.png"), ("C:\\Users\\me\\a.png", "me/a.png"), ("x/../b.png", "b.png"),
    ])
  func found(name: String, file: String) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let place = folder.path + "/" + file
    try FileManager.default.createDirectory(
      atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    #expect(
      FileManager.default.createFile(
        atPath: place, contents: PNG.encode(Image(height: 3, width: 5, color: .red))))
    let set = COCODataset(
      file: COCOFile(
        categories: [], images: [.init(id: 1, fileName: name, height: 3, width: 5)], annotations: []),
      pictures: folder)
    try set.check()
    #expect(try set.example(at: 0).image.width == 5)
  }

  @Test("The file of the name as it stands comes before one that the name could mean")
  func first() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (name, width) in [("a%20b.png", 7), ("a b.png", 5), ("a%20b.PNG", 9)] {
      let data = PNG.encode(Image(height: 3, width: width, color: .red))
      #expect(FileManager.default.createFile(atPath: folder.path + "/" + name, contents: data))
    }
    let set = COCODataset(
      file: COCOFile(
        categories: [], images: [.init(id: 1, fileName: "a%20b.png", height: 3, width: 7)], annotations: []),
      pictures: folder)
    try set.check()
  }

  @Test("A name longer than any file's is refused at once, with its length; but of an address only the path counts")
  func long() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let data = PNG.encode(Image(height: 3, width: 7, color: .red))
    #expect(FileManager.default.createFile(atPath: folder.path + "/b.png", contents: data))
    func set(_ name: String) -> COCODataset {
      COCODataset(
        file: COCOFile(
          categories: [], images: [.init(id: 1, fileName: name, height: 3, width: 7)], annotations: []),
        pictures: folder)
    }
    for name in [
      String(repeating: "a/", count: 20_000) + "b.png", "/" + String(repeating: "a/", count: 500_000) + "b.png",
      String(repeating: "%20", count: 100_000), "a" + String(repeating: "\u{301}", count: 100_000),
    ] {
      let error = #expect(throws: COCOError.self) { try set(name).check() }
      let text = "expected the name of a file, of at most 4096 bytes, found \(name.utf8.count) bytes, '"
      #expect(error?.description.contains(text) == true && (error?.description.utf8.count ?? 0) < 2_000)
      #expect(throws: COCOError.self) { try set(name).example(at: 0) }
    }
    // As long as a name may be, and deeper than folders are looked for: not there, or there by its last parts.
    let missing = String(repeating: "a/", count: 2_040) + "c.png"
    #expect(throws: ImageFileError.self) { try set(missing).check() }
    try set(String(repeating: "a/", count: 2_040) + "b.png").check()
    try set("https://host/set/b.png?token=" + String(repeating: "x", count: 10_000)).check()
  }
}

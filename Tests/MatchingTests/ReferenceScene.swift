// The scenes on which other systems were run, and how their results are read.

import Boxes
import Foundation
import Matching

/// Anchors and objects written by Fixtures/make_scenes.py.
struct ReferenceScene: Decodable {
  var name: String
  var image: [Int]
  var anchors: [[Double]]
  var objects: [[Double]]

  var anchorBoxes: [Box] { anchors.map(box) }
  var objectBoxes: [Box] { objects.map(box) }
  var imageSize: ImageSize { ImageSize(height: image[0], width: image[1]) }

  private func box(_ row: [Double]) -> Box { Box(xMin: row[0], yMin: row[1], xMax: row[2], yMax: row[3]) }

  private struct File: Decodable { var scenes: [ReferenceScene] }

  static func all() throws -> [ReferenceScene] { try readFixture("scenes.json", as: File.self).scenes }
}

/// A file of Fixtures, decoded.
func readFixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
  return try JSONDecoder().decode(type, from: Data(contentsOf: folder.appending(path: name)))
}

// Where in a folder the picture is that a file of annotations calls by a name.

import Foundation

extension COCODataset {
  private static let endings = ["png", "jpg", "jpeg", "ppm", "PNG", "JPG", "JPEG", "PPM"]

  /// The file in the folder that a name of the annotations calls; nil if there is none.
  func found(_ name: String) -> URL? {
    let root = pictures.path(percentEncoded: false)
    func url(_ candidate: String) -> URL? {
      FileManager.default.fileExists(atPath: root + (root.hasSuffix("/") ? "" : "/") + candidate)
        ? pictures.appending(path: candidate) : nil
    }
    var tried: [String] = []
    for form in PictureName.forms(name) where form.utf8.count <= PictureName.longest {
      for spelling in PictureName.spellings(form) {
        for candidate in PictureName.candidates(spelling) {
          if let url = url(candidate) { return url }
          tried.append(candidate)
        }
      }
    }
    // Also behind the whole name: "b.v2" has no ending that is one of a picture.
    for candidate in tried {
      for ending in Self.endings {
        let stem = (candidate as NSString).deletingPathExtension
        if let url = url("\(stem).\(ending)") ?? url("\(candidate).\(ending)") { return url }
      }
    }
    return nil
  }
}

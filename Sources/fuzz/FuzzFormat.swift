// The formats: small good files, and the readers that every damaged one is given to.

import Detector
import Formats
import Foundation
import Images
import Training

/// A format whose readers are tried.
enum FuzzFormat: String, CaseIterable, Sendable {
  case json, coco, results, metrics, metadata, safetensors, png, ppm, deflate
  /// Traps where the input has two exclamation marks: shows that traps are found.
  case trap = "self"

  /// Gives an input to the readers; false if they refuse it.
  func read(_ bytes: [UInt8]) -> Bool {
    let data = Data(bytes)
    switch self {
    case .json:
      guard let value = try? JSONValue(data) else { return false }
      return (try? JSONReader.decode([String: [Double]].self, from: value)) != nil || value != .null
    case .coco:
      guard let file = try? COCOFile(decoding: data, policy: .drop, purpose: .measuring) else {
        // The words of the error are made too.
        return "\(failure { _ = try COCOFile(decoding: data) })".isEmpty
      }
      _ = "\(failure { _ = try COCOFile(decoding: data) }) \(file.notes) \(file.droppedText ?? "")"
      let learnt = file.forTraining.split(holdingOut: file.images.count / 2, seed: 1)
      _ = learnt.kept.images.map { learnt.kept.objects(imageID: $0.id) }
      return true
    case .results:
      guard let results = try? COCOResults(decoding: data) else {
        return "\(failure { _ = try COCOResults(decoding: data) })".isEmpty
      }
      _ = results.fitted(to: COCOFile(categories: [.init(id: 1, name: "a")], images: [], annotations: [])).notes
      return true
    case .metrics: return !MetricsLog.records(in: data).isEmpty
    case .metadata:
      let text = String(decoding: bytes, as: UTF8.self)
      return (try? CodedJSON.decode(text, as: RetinaNet.Configuration.self)) != nil
    case .safetensors: return (try? SafetensorsFile(data: data)) != nil
    case .png: return (try? PNG.decode(data)) != nil
    case .ppm: return (try? PPM.decode(data)) != nil
    case .deflate: return (try? Inflate.zlib(bytes, limit: 1 << 20)) != nil
    case .trap:
      let text = String(decoding: bytes, as: UTF8.self)
      precondition(!text.contains("!!"), "a trap on purpose")
      return true
    }
  }

  /// What a reader says of an input that it refuses; empty if it takes it.
  private func failure(_ read: () throws -> Void) -> String {
    do {
      try read()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// Good files, or nearly.
  var seeds: [[UInt8]] {
    switch self {
    case .json: Self.texts + Self.annotationTexts + Self.resultTexts
    case .coco: Self.annotationTexts
    case .results: Self.resultTexts
    case .metrics:
      [
        Array(
          "{\"step\":1,\"loss\":0.5,\"box\":\"nan\"}\n{\"step\":2,\"loss\":5e-324,\"class\":\"-inf\"}\n".utf8)
      ]
    case .metadata:
      [(try? CodedJSON.encode(RetinaNet.Configuration(classes: 3))) ?? "{}"].map { Array($0.utf8) }
    case .safetensors:
      [
        Array(
          SafetensorsFile(
            entries: [
              .init(name: "a.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
              .init(name: "b", shape: [], values: [7]),
            ],
            metadata: ["step": "3", "é": "\"x\""]
          ).encoded())
      ]
    case .png: Self.pictures.map { Array(PNG.encode($0)) }
    case .ppm: Self.pictures.map { Array(PPM.encode($0)) } + [Array("P6 # x\n2 1\n255\nabcdef".utf8)]
    case .deflate:
      [[], Array("abcabcabcabcabcabc".utf8), (0..<2000).map { UInt8($0 % 251) }].map { Deflate.zlib($0) }
    case .trap: [Array("a!b".utf8)]
    }
  }

  private static var pictures: [Image] {
    var picture = Image(height: 5, width: 7, color: .red)
    picture.fill(rows: 1..<3, columns: 1..<4, color: .green)
    return [picture, Image(height: 1, width: 1, color: .black)]
  }

  private static let texts = [
    #"{"a": [1, -2.5, 3e-4, NaN, -Infinity], "b\u00e9\n": {"c": null, "d": [true, false, []]}, "é": "🧒"}"#,
    "[[[[[[1]]]], 18446744073709551615, -9223372036854775808, 123456789012345678901234567890, 0.1e-7]]", "\"\"",
  ].map { Array($0.utf8) }

  private static let annotationTexts = [
    #"""
    {"info": {"year": 2026, "x": [1, {"a": null}]}, "images": [{"id": 1, "file_name": "a.png", "height": 64, "width": 48},
     {"id": "7", "file_name": "d\\b.jpg"}, {"id": -3, "file_name": "c.png", "height": 1, "width": 1}],
     "categories": [{"id": 90, "name": "tooth\u00e9", "supercategory": "x"}, {"id": 1, "name": 7}],
     "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1.5, 2, 10, 20.25], "area": 150.5, "iscrowd": 0,
     "segmentation": [[1, 2, 3, 4, 5, 6]]}, {"id": 2, "image_id": 7, "category_id": 90, "bbox": [], "iscrowd": true,
     "segmentation": {"counts": [5, 2, 2, 1, 2], "size": [4, 3]}}, {"image_id": -3, "category_id": 1, "bbox": null,
     "segmentation": [[0, 0, 1, 0, 1, 1]]}, {"id": 9, "image_id": 1, "category_id": 90, "bbox": [-5, -5, 1e3, 1e3]},
     {"id": 10, "image_id": 1, "category_id": 1, "segmentation": {"counts": "e<d0d0000g0", "size": [40, 60]}}]}
    """#,
    #"{"images": [{"id": 1}], "categories": [{"id": 1, "name": "a"}], "annotations": []}"#,
  ].map { Array($0.utf8) }

  private static let resultTexts = [
    #"[{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": 0.5}, {"image_id": "x", "category_id": 2.0,"#
      + #" "bbox": [], "segmentation": {"counts": "e<d0d0000g0", "size": [40, 60]}, "score": 1}]"#,
    #"{"info": 1, "predictions": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 0, 4.5e1], "score": 5e-324}]}"#,
  ].map { Array($0.utf8) }
}

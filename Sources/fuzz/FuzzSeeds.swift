// Small good files, or nearly, that inputs are made from.

import Anchors
import Boxes
import Detector
import Formats
import Foundation
import Images
import Training

extension FuzzFormat {
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
    case .metadata: [RetinaNet.Configuration(classes: 3), .resNet50].compactMap(Self.coded)
    case .anchors: [AnchorGenerator.small, .paper].compactMap(Self.coded)
    case .experiment: FuzzExperiments.texts
    case .doctor: FuzzDoctor.texts
    case .log: FuzzRuns.logs
    case .lock: FuzzRuns.locks
    case .kind: FuzzKinds.heads
    case .progress: FuzzCourse.progress
    case .replies: FuzzCourse.replies
    case .answers: FuzzCourse.answers
    case .xunit: FuzzCourse.xunit
    case .voc: FuzzFolder.vocTexts
    case .yolo: FuzzFolder.yoloTexts
    case .csv: FuzzFolder.csvTexts
    case .safetensors:
      [
        Array(
          SafetensorsFile(
            entries: [
              .init(name: "a.weight", shape: [2, 3], values: [1, 2, 3, 4, 5, 6]),
              .init(name: "b", shape: [], values: [7]),
            ],
            metadata: ["step": "3", "é": "\"x\""]
          ).encoded()), Self.numbersOfOtherKinds,
      ]
    case .weights: FuzzDetectorFiles.weights
    case .checkpoint: FuzzDetectorFiles.checkpoints
    case .png: Self.pictures.map { Array(PNG.encode($0)) }
    case .pngRows: FuzzPictures.pngRows
    case .jpeg: FuzzPictures.jpegs
    case .ppm: Self.pictures.map { Array(PPM.encode($0)) } + [Array("P6 # x\n2 1\n255\nabcdef".utf8)]
    case .deflate:
      [[], Array("abcabcabcabcabcabc".utf8), (0..<2000).map { UInt8($0 % 251) }].map { Deflate.zlib($0) }
    case .picture: FuzzFormat.png.seeds + FuzzPictures.jpegs + FuzzFormat.ppm.seeds
    case .trap: [Array("a!b".utf8)]
    }
  }

  /// A safetensors file of numbers that are converted when they are read: 16 and 64 bits, and integers.
  private static var numbersOfOtherKinds: [UInt8] {
    let header = Array(
      #"""
      {"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]},"b":{"dtype":"BF16","shape":[1,2],"data_offsets":[4,8]},
      "c":{"dtype":"F64","shape":[1],"data_offsets":[8,16]},"d":{"dtype":"I64","shape":[1],"data_offsets":[16,24]}}
      """#.utf8)
    let data: [UInt8] = [0, 0x3C, 1, 0x80] + [0x80, 0x3F, 0, 0xC0] + [0, 0, 0, 0, 0, 0, 0xF0, 0x3F]
    return [UInt8(header.count), 0, 0, 0, 0, 0, 0, 0] + header + data + [7, 0, 0, 0, 0, 0, 0, 0]
  }

  static func coded(_ value: some Codable) -> [UInt8]? { (try? CodedJSON.encode(value)).map { Array($0.utf8) } }

  private static var pictures: [Image] {
    var picture = Image(height: 5, width: 7, color: .red)
    picture.fill(rows: 1..<3, columns: 1..<4, color: .green)
    return [picture, Image(height: 1, width: 1, color: .black)]
  }

  private static let texts = [
    #"{"a": [1, -2.5, 3e-4, NaN, -Infinity], "b\u00e9\n": {"c": null, "d": [true, false, []]}, "é": "🧒"}"#,
    "[[[[[[1]]]], 18446744073709551615, -9223372036854775808, 123456789012345678901234567890, 0.1e-7]]", "\"\"",
  ].map { Array($0.utf8) }

  static let annotationTexts = [
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
      + #" "bbox": [], "segmentation": {"counts": [5, 2, 2, 1, 2], "size": [4, 3]}, "score": 1}]"#,
    #"{"info": 1, "predictions": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 0, 4.5e1], "score": 5e-324}]}"#,
  ].map { Array($0.utf8) }
}

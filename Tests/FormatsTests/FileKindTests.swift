import Foundation
import Testing

@testable import Formats

@Suite("Files of the wrong kind")
struct FileKindTests {
  private static let files: [(bytes: [UInt8], kind: FileKind)] = [
    ([], .empty), (Array("PK\u{3}\u{4}......archive/data.pkl".utf8), .torch),
    (Array("PK\u{3}\u{4}......word/document.xml".utf8), .zip),
    ([0x80, 0x02, 0x8A, 0x0A, 0x6C, 0xFC, 0x9C, 0x46], .torch), ([0x80, 0x04, 0x95, 0, 0], .pickle),
    ([0x1F, 0x8B, 8], .gzip), ([0x89, 0x48, 0x44, 0x46, 13, 10], .hdf5), ([0x93] + Array("NUMPY".utf8), .numpy),
    (Array("GGUF".utf8), .gguf), ([0x89, 0x50, 0x4E, 0x47], .png), ([0xFF, 0xD8, 0xFF, 0xE0], .jpeg),
    (Array("GIF89a".utf8), .gif), (Array("RIFF....WEBP".utf8), .webP), ([0x49, 0x49, 0x2A, 0], .tiff),
    (Array("....ftypheic".utf8), .heic), ([0, 0, 0, 12, 0x6A, 0x50], .jpeg2000), ([0xFF, 0xFE, 0x5B, 0], .utf16),
    (Array("BM1234".utf8) + Array(repeating: 0, count: 12), .bitmap),
    (Array("%PDF-1.7".utf8), .pdf),
    (Array("version https://git-lfs.github.com/spec/v1\n".utf8), .lfsPointer),
    (Array("<!DOCTYPE html><html>".utf8), .html), (Array("<annotation>".utf8), .xml),
    (Array("{\"images\": []".utf8), .cocoAnnotations),
    (Array("\u{FEFF} [{\"image_id\":1,\"score\":1}]".utf8), .cocoResults),
    (Array("{\"kind\":\"run\",\"run\":{}}".utf8), .metrics), (Array("{\"a\": 1}".utf8), .json),
    (Array("BZh91AY&SY".utf8), .bzip2), ([0xFD] + Array("7zXZ\0".utf8), .xz), ([0x28, 0xB5, 0x2F, 0xFD], .zstandard),
    ([0x37, 0x7A, 0xBC, 0xAF], .sevenZip), (Array(repeating: 0x61, count: 257) + Array("ustar".utf8), .tar),
    (Array("PK\u{3}\u{4}....model.weights.h5".utf8), .keras), (Array("PK\u{3}\u{4}....a.npy".utf8), .numpy),
    ([8, 7, 0x12, 7] + Array("pytorch".utf8), .onnx), ([0x1C, 0, 0, 0] + Array("TFL3".utf8), .tensorFlowLite),
    (Array("{\"metadata\": {}, \"weight_map\": {}}".utf8), .safetensorsIndex),
    (Array("....ftypisom".utf8), .video), (Array("....ftypavif".utf8), .heic),
    (Array("{\"shapes\": [{\"label\": \"a\", \"shape_type\": \"polygon\"}]}".utf8), .labelme),
    (Array("{\"a.png12\": {\"regions\": [{\"shape_attributes\": {}}]}}".utf8), .viaProject),
    (Array("[{\"id\": 1, \"annotations\": [{\"result\": []}], \"data\": {}}]".utf8), .labelStudio),
    (Array("[{\"image\": \"a\", \"annotations\": [{\"coordinates\": {}}]}]".utf8), .createML),
    (Array("[{\"image\": \"a\", \"annotator\": 1, \"annotation_id\": 1}]".utf8), .labelStudio),
    (Array("{\"name\": \"s\", \"media_type\": \"image\", \"samples\": []}".utf8), .fiftyOne),
    (Array("{\"size\": {}, \"objects\": [{\"geometryType\": \"rectangle\"}]}".utf8), .supervisely),
    (Array("{\"name\": \"p\", \"assets\": {\"a\": {\"asset\": {}, \"regions\": []}}}".utf8), .vott),
    (Array("[{\"version\": 0, \"shapes\": [], \"tracks\": []}]".utf8), .cvatJob),
    (Array("[{\"name\": \"a.jpg\", \"labels\": [{\"box2d\": {\"x1\": 1}}]}]".utf8), .bdd100K),
    (Array("{\"source-ref\": \"s3://b/a.jpg\", \"b\": {\"annotations\": []}}".utf8), .sageMaker),
    ([0xFF, 0xFE, 0x7B, 0, 0x22, 0], .utf16), ([0x7B, 0, 0x22, 0], .utf16), ([0, 0x7B, 0, 0x22], .utf16),
    ([0xFF, 0xFE, 0, 0, 0x5B, 0, 0, 0, 0x7B, 0, 0, 0], .utf32), ([0, 0, 0, 0x5B, 0, 0, 0, 0x7B], .utf32),
    (Array(repeating: 0, count: 100), .zeros),
  ]

  @Test("The kind of a file is known by its first bytes, and called by a name")
  func kinds() {
    for (bytes, kind) in Self.files {
      #expect(FileKind(Data(bytes)) == kind)
      #expect(!kind.name.isEmpty)
    }
    #expect(FileKind(Data("hello".utf8)) == nil)
  }

  @Test("A safetensors file is one whatever its header's length looks like: '{', '[', 'BM'")
  func safetensors() {
    for count in [0x7B, 0x5B, 0x3C, 0x4D42, 0x20] {
      let length = (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
      #expect(FileKind(Data(length + Array("{\"images\":".utf8))) == .safetensors)
    }
  }

  @Test("Where weights are expected another kind is named, before all of it is read, with what to do")
  func weights() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).pth")
    defer { try? FileManager.default.removeItem(at: url) }
    for (bytes, kind) in Self.files where kind != .empty {
      try Data(bytes).write(to: url)
      let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: url) }
      #expect(error?.problem == .otherKind(kind.name, advice: kind.adviceForWeights))
      #expect(error?.description.hasPrefix("\(url.path): expected a safetensors file, found \(kind.name)") == true)
    }
    #expect(FileKind.torch.adviceForWeights?.contains("save_file(torch.load(") == true)
  }
}

@Suite("The digest of a safetensors file")
struct SafetensorsDigestTests {
  private let file = SafetensorsFile(
    entries: [.init(name: "a", shape: [2], values: [1, -0.0]), .init(name: "b", shape: [], values: [.nan])],
    metadata: ["k": "v"])

  @Test("A file that was written and read has its digest, and again the same")
  func right() throws {
    let written = file.withDigest
    #expect(written.metadata["retinakit-sha256"]?.count == 64)
    let read = try SafetensorsFile(data: written.encoded())
    try read.checkDigest()
    #expect(read.withDigest.metadata == written.metadata)
    try file.checkDigest()
  }

  @Test("A file that was changed after it was written is refused with its path, as it is read")
  func read() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
    defer { try? FileManager.default.removeItem(at: url) }
    try file.withDigest.write(to: url)
    #expect(try SafetensorsFile(contentsOf: url).metadata["k"] == "v")
    var bytes = try Data(contentsOf: url)
    bytes[bytes.count - 7] ^= 1
    try bytes.write(to: url)
    let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(contentsOf: url) }
    #expect(error?.description.hasPrefix("\(url.path): its content is not what was written: expected SHA-256 ") == true)
    var others = file
    others.metadata["sha256"] = "another program's"
    try others.write(to: url)
    #expect(try SafetensorsFile(contentsOf: url).metadata == others.metadata)
  }

  @Test("Every other number, name, shape or text has another")
  func wrong() {
    let right = file.withDigest
    var others = Array(repeating: right, count: 4)
    others[0].entries[0] = .init(name: "a", shape: [2], values: [1, 0])
    others[1].entries[0] = .init(name: "c", shape: [2], values: [1, -0.0])
    others[2].entries[0] = .init(name: "a", shape: [2, 1], values: [1, -0.0])
    others[3].metadata["k"] = "w"
    for other in others {
      let error = #expect(throws: SafetensorsError.self) { try other.checkDigest() }
      guard case .digest? = error?.problem else {
        Issue.record("expected a wrong digest, found \(String(describing: error))")
        continue
      }
    }
  }
}

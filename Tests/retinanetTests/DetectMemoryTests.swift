// What `detect` needs for a picture that is small as a file and large in memory.

import Foundation
import Images
import Testing
import _TestSupport

@testable import retinanet

@Suite("retinanet detect, memory")
struct DetectMemoryTests {
  @Test(
    "A picture of some kilobytes as a file takes at most 12 bytes for each of its pixels, its annotated copy included",
    arguments: [[1, 1 << 24], [1 << 12, 1 << 12]])
  func bomb(size: [Int]) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try writeEagerWeights(to: folder.appendingPathComponent("w.safetensors"))
    try Image(height: 9, width: 9, color: .black).write(to: folder.appendingPathComponent("small.png"))
    let pixels = [UInt8](repeating: 0, count: 3 * size[0] * size[1])
    let bomb = folder.appendingPathComponent("bomb.png")
    try Image(height: size[0], width: size[1], pixels: pixels).write(to: bomb)
    #expect(try bomb.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? .max < 200_000)

    let path: String = folder.path
    await #expect(processExitsWith: .success) { [path = path as String, size = size as [Int]] in
      func detect(_ name: String) -> String {
        let run = runProgram("detect -w \(path)/w.safetensors -o \(path)/out --size 64 \(path)/\(name).png")
        return run.error + (run.code == .success ? "" : "failed")
      }
      // What the network itself needs is needed for every picture.
      precondition(detect("small").isEmpty)
      let (said, bytes) = peakMemory { detect("bomb") }
      precondition(said.isEmpty, said)
      let most = 12 * size[0] * size[1] + (16 << 20)
      precondition(bytes <= most, "\(size): \(bytes) bytes, not \(most) at most")
    }
    #expect(try Image.size(ofFileAt: folder.appendingPathComponent("out/bomb-detections.png")).width == size[1])
  }
}

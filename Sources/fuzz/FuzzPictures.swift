// JPEG files to begin with: this package writes none. Made by Pillow 13.0.0 with quality 30.

import Formats
import Foundation
import Images

enum FuzzPictures {
  /// Sequential and progressive, gray and colored, with restart markers and with an orientation.
  static let jpegs: [[UInt8]] = texts.compactMap { Data(base64Encoded: $0) }.map { [UInt8]($0) }

  private static let texts = [
    // 4:2:0 with restart markers
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5\
    moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAASABEDASIA\
    AhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAAAAQDAgX/xAAgEAACAgEDBQAAAAAAAAAAAAAAAgEDEQQhMRITI0Hw/8QAFwEBAQEBAAAAAAAAAAAAAA\
    AABAABA//EACARAAEDAgcAAAAAAAAAAAAAAAABAxECBBITITI0QlH/3QAEAAH/2gAMAwEAAhEDEQA/ANURq1MNTPXwXXSq14PMezyYMb0Weqlb2srj\
    cP/Qi7LAoyDrl0+i5ZP/0etbMw07zwQRu8/ewCa44hzaf//SxAAcIf/Z
    """,
    // progressive 4:4:4
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5\
    moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wgARCAAKAAkDAREA\
    AhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAAAwEE/8QAFgEBAQEAAAAAAAAAAAAAAAAAAwEC/9oADAMBAAIQAxAAAAF5aSYl0ht//8QAGRAAAQUAAA\
    AAAAAAAAAAAAAAAQAQERIi/9oACAEBAAEFAhWMoN//xAAZEQEAAgMAAAAAAAAAAAAAAAABAAIDEBH/2gAIAQMBAT8BorOMw6//xAAaEQACAgMAAAAA\
    AAAAAAAAAAAAAQMQEyIx/9oACAECAQE/AXqZGS9r/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQAGPwIf/8QAFRABAQAAAAAAAAAAAAAAAAAAAR\
    D/2gAIAQEAAT8hIg5//9oADAMBAAIAAwAAABCrX//EABYRAQEBAAAAAAAAAAAAAAAAAAEQIf/aAAgBAwEBPxAqIyf/xAAXEQEAAwAAAAAAAAAAAAAA\
    AAABABAR/9oACAECAQE/EGm+wn//xAAaEAEAAgMBAAAAAAAAAAAAAAABABEQMVGR/9oACAEBAAE/ENgJXB5ERtcf/9k=
    """,
    // progressive gray
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5\
    moq6T/wgALCAAKAAkBAREA/8QAFgABAQEAAAAAAAAAAAAAAAAABAEC/9oACAEBAAAAAYrIP//EABoQAAICAwAAAAAAAAAAAAAAAAACAQMRE0P/2gAI\
    AQEAAQUCjNTbVOZ//8QAFRABAQAAAAAAAAAAAAAAAAAAIGH/2gAIAQEABj8Cg//EABkQAAMAAwAAAAAAAAAAAAAAAAABIRARcf/aAAgBAQABPyFNlV\
    jmK1cf/9oACAEBAAAAEL//xAAcEAABAwUAAAAAAAAAAAAAAAABABEhEDFRcfD/2gAIAQEAAT8QPSMtroVGMzXM4p//2Q==
    """,
    // 4:2:2 with Exif
    """
    /9j/4AAQSkZJRgABAQAAAQABAAD/4QAuRXhpZgAATU0AKgAAAAgAAgEOAAIAAAAEYWJjAAESAAMAAAABAAYAAAAAAAD/2wBDABsSFBcUERsXFhceHB\
    sgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8ybqmx5moq6T/2wBDARweHigjKE4rK06kbl1upKSkpKSkpKSkpKSkpKSk\
    pKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKSkpKT/wAARCAAKAAkDASEAAhEBAxEB/8QAFgABAQEAAAAAAAAAAAAAAAAABAID/8QAHhAAAg\
    EDBQAAAAAAAAAAAAAAAAECAwRRERRCcbH/xAAWAQEBAQAAAAAAAAAAAAAAAAACAAT/xAAcEQACAgIDAAAAAAAAAAAAAAABAgADBBETMTP/2gAMAwEA\
    AhEDEQA/AE1LqMYtL0HuHhDWnkQNCbSp0sx5SfReiwjZjeQlV0Z//9k=
    """,
  ]
}

extension FuzzFormat {
  /// A PNG file whose chunks' checksums are made right, as far as its chunks can be told.
  static func withRightChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var at = 8
    while at + 12 <= bytes.count {
      let length = bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= bytes.count - at - 12 else { break }
      let checksum = CRC32.checksum(bytes[at + 4..<at + 8 + length])
      for i in 0..<4 { bytes[at + 8 + length + i] = UInt8(truncatingIfNeeded: checksum >> UInt32(24 - 8 * i)) }
      at += 12 + length
    }
    return bytes
  }
}

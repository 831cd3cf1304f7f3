// The digest of annotation files.

import Formats
import Foundation
import Testing

@Suite("SHA-256")
struct SHA256Tests {
  @Test("The standard's digests of nothing, of 'abc', of 56 letters and of a million a's")
  func known() {
    func digest(_ text: String) -> String { SHA256.digest(Data(text.utf8)) }
    #expect(digest("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(
      digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
        == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
    #expect(
      SHA256.digest(Data(repeating: 97, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Data of 0 to 200 bytes all have different digests of 64 digits: every way a last block can be filled")
  func lengths() {
    let digests = (0...200).map { SHA256.digest(Data(repeating: 7, count: $0)) }
    #expect(Set(digests).count == 201)
    #expect(digests.allSatisfy { $0.count == 64 })
  }
}

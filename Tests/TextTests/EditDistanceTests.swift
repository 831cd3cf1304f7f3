import Testing
import Text

@Suite("Edit distance")
struct EditDistanceTests {
  @Test("An insertion, a deletion, a replacement or a swap of neighbors costs 1")
  func single() {
    for word in ["--seeds", "--sed", "--seet", "--sede"] { #expect(editDistance("--seed", word) == 1, "\(word)") }
    #expect(editDistance("kitten", "sitting") == 3)
  }

  @Test("Zero only for equal words; symmetric; bounded by the longer word; empty words cost the other's length")
  func laws() {
    let words = ["", "a", "ab", "ba", "seed", "--seed", "preset", "öl", "oil"]
    for a in words {
      for b in words {
        let distance = editDistance(a, b)
        #expect((distance == 0) == (a == b))
        #expect(distance == editDistance(b, a))
        #expect(distance <= max(a.count, b.count))
        if a.isEmpty { #expect(distance == b.count) }
      }
    }
  }

  @Test("A long word beside a short one takes the rows of the short one: 100 000 letters from three")
  func long() {
    let word = String(repeating: "ab", count: 50_000)
    #expect(editDistance(word, "bab") == 100_000 - 3)
    #expect(editDistance("bab", word) == 100_000 - 3)
  }
}

// Sets in memory.

import Boxes
import Images
import Testing

@Suite("Datasets in memory")
struct DatasetTests {
  @Test("No picture, one without objects, two")
  func sizes() {
    let none = InMemoryDataset(categories: ["a"], examples: [])
    #expect(none.count == 0)
    let empty = AnnotatedImage(image: digits("1"), id: 3)
    let full = AnnotatedImage(
      image: digits("2"), objects: [LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1), label: 0)], id: 4)
    #expect(InMemoryDataset(categories: [], examples: [empty]).example(at: 0) == empty)
    let two = InMemoryDataset(categories: ["a"], examples: [empty, full])
    #expect(two.count == 2)
    #expect(two.example(at: 1) == full)
  }

  @Test("A label that names no category is refused")
  func labels() async {
    await #expect(processExitsWith: .failure) {
      _ = InMemoryDataset(
        categories: ["a"],
        examples: [
          AnnotatedImage(
            image: Image(height: 1, width: 1, color: .black),
            objects: [LabeledBox(box: Box(xMin: 0, yMin: 0, xMax: 1, yMax: 1), label: 1)])
        ])
    }
  }
}

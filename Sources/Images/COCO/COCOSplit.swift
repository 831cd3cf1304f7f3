// One annotation file as two: pictures to train on, and pictures to measure on.

import Randomness

extension COCOFile {
  /// The file without all but some of its pictures and their annotations; categories stay.
  public func selecting(_ isWanted: (Picture) -> Bool) -> COCOFile {
    let chosen = images.filter(isWanted)
    let ids = Set(chosen.map(\.id))
    return COCOFile(
      categories: categories, images: chosen, annotations: annotations.filter { ids.contains($0.imageID) },
      dropped: dropped, notes: notes)
  }

  /// The pictures in two parts: `count` of them, chosen at random, and the rest.
  ///
  /// Every picture draws a number from the seed and its id, and the lowest `count` are held out. So the order of the
  /// file does not matter, and of a file with more pictures the same ones are held out, but for those whose places the
  /// new ones take.
  ///
  /// Properties:
  /// - No picture is in both parts, every picture in one.
  /// - The same seed gives the same parts.
  ///
  /// - Precondition: `count` is in 0 ... images.count.
  public func split(holdingOut count: Int, seed: UInt64) -> (kept: COCOFile, heldOut: COCOFile) {
    precondition(0...images.count ~= count, "count must be in 0 ... \(images.count), found \(count)")
    let drawn = images.map { picture in
      var generator = SeededGenerator(seed: seed, 3, picture.id.seed)
      return (number: generator.next(), id: picture.id)
    }
    let heldOut = Set(drawn.sorted { ($0.number, $0.id) < ($1.number, $1.id) }.prefix(count).map(\.id))
    return (selecting { !heldOut.contains($0.id) }, selecting { heldOut.contains($0.id) })
  }
}

extension COCOIdentifier {
  /// A number for the identifier: itself, or FNV-1a of the text.
  fileprivate var seed: UInt64 {
    if let int { return UInt64(bitPattern: Int64(int)) }
    return name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

extension COCOFile {
  /// The file without the pictures at some places, and without their annotations.
  public func withoutPictures(at places: Set<Int>) -> COCOFile {
    let ids = Set(places.filter(images.indices.contains).map { images[$0].id })
    return COCOFile(
      categories: categories, images: images.filter { !ids.contains($0.id) },
      annotations: annotations.filter { !ids.contains($0.imageID) }, dropped: dropped, notes: notes)
  }
}

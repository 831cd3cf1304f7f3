// How a convolution by Winograd's algorithm becomes pieces of work: by its tiles, or where these are few by its
// outputs. No result depends on it.

/// Groups of tiles and parts of the outputs.
struct WinogradPieces {
  /// Which tiles make a group.
  private let groups: EvenPieces
  /// The outputs that are multiplied before any of them is transformed back.
  private let parts: [Range<Int>]
  /// Whether all tiles are one group, and each part of the outputs is a piece.
  private let isSplit: Bool

  /// - Parameters:
  ///   - outputs: padded to whole vectors.
  ///   - isAlone: whether the caller is one of the threads that share work already, and has no help.
  init(inputs: Int, outputs: Int, tiles: Int, isAlone: Bool) {
    // Whether all weights stay in the second-level cache beside a group.
    let isNarrow = Winograd.products * inputs * outputs <= 1 << 18
    let half = Threads.count == 1 || isAlone ? nil : Self.half(outputs: outputs, tiles: tiles, isNarrow: isNarrow)
    isSplit = half != nil
    let width = min(WinogradGroup.columns, half ?? WinogradGroup.columns)
    parts = stride(from: 0, to: outputs, by: width).map { $0..<min(outputs, $0 + width) }
    groups =
      if isSplit {
        EvenPieces(tiles, most: 72, multiple: 1)
      } else if isNarrow {
        EvenPieces(tiles, most: 48, multiple: isAlone ? 1 : 4)
      } else {
        EvenPieces(tiles, most: Self.tilesOfWide(inputs: inputs, outputs: outputs, tiles: tiles), multiple: 2)
      }
  }

  /// About half of the outputs, in whole vectors or panels, where tiles are so few that work is shared by them.
  private static func half(outputs: Int, tiles: Int, isNarrow: Bool) -> Int? {
    let sixes = (tiles + TileRows.count - 1) / TileRows.count
    if isNarrow {
      // Of one six or three, one thread would have more than the other by a six.
      let vectors = outputs / Vector.scalarCount
      return (sixes == 1 || sixes == 3) && vectors >= 4 ? (vectors + 1) / 2 * Vector.scalarCount : nil
    }
    // Half of so few tiles are seldom whole sixes, and every thread would read all weights.
    let isSplit = (1...12).contains(sixes) && outputs > PackedMatrix.panel
    return isSplit ? (outputs / PackedMatrix.panel + 1) / 2 * PackedMatrix.panel : nil
  }

  /// Tiles of a group where not all weights stay in the second-level cache: 36; more, if every thread has two groups
  /// then, where the weights are so many (256 × 819 channels) that reading them from memory costs more than keeping a
  /// group's matrices there.
  private static func tilesOfWide(inputs: Int, outputs: Int, tiles: Int) -> Int {
    let share = tiles / (2 * Threads.count) / TileRows.count * TileRows.count
    return Winograd.products * inputs * outputs <= 1 << 22 ? 36 : min(max(36, share), 144)
  }

  /// How many there are.
  var count: Int { isSplit ? parts.count : groups.count }

  /// The most tiles of a piece, in whole sixes.
  var mostTiles: Int { groups.largest }

  /// The tiles of a piece.
  func tiles(_ piece: Int) -> Range<Int> { groups[isSplit ? 0 : piece] }

  /// The outputs of a piece, one part after another.
  func outputs(_ piece: Int) -> ArraySlice<Range<Int>> { isSplit ? parts[piece...piece] : parts[...] }
}

// Which class was written for which: the exchange of labels that explains most of what was found.

/// The best one-to-one assignment of rows to columns (Kuhn, 1955, with Munkres's potentials).
///
/// - Complexity: O(rows² · columns).
enum BestAssignment {
  /// For each row the column that makes the sum of values largest; a column is used once at most.
  ///
  /// - Precondition: there are at least as many columns as rows.
  static func columns(maximizing values: [[Double]]) -> [Int] {
    let rows = values.count, columns = values.first?.count ?? 0
    precondition(rows <= columns, "values must have at least as many columns as rows, found \(rows) and \(columns)")
    // Rows and columns are counted from 1; 0 is where a search begins.
    var rowPotential = [Double](repeating: 0, count: rows + 1)
    var columnPotential = [Double](repeating: 0, count: columns + 1)
    var rowOfColumn = [Int](repeating: 0, count: columns + 1)
    for row in 1..<(rows + 1) {
      rowOfColumn[0] = row
      var column = 0
      var least = [Double](repeating: .infinity, count: columns + 1)
      var cameFrom = [Int](repeating: 0, count: columns + 1)
      var isUsed = [Bool](repeating: false, count: columns + 1)
      repeat {
        isUsed[column] = true
        let current = rowOfColumn[column]
        var (delta, next) = (Double.infinity, 0)
        for other in 1..<(columns + 1) where !isUsed[other] {
          let cost = -values[current - 1][other - 1] - rowPotential[current] - columnPotential[other]
          if cost < least[other] { (least[other], cameFrom[other]) = (cost, column) }
          if least[other] < delta { (delta, next) = (least[other], other) }
        }
        for other in 0..<(columns + 1) {
          if isUsed[other] {
            rowPotential[rowOfColumn[other]] += delta
            columnPotential[other] -= delta
          } else {
            least[other] -= delta
          }
        }
        column = next
      } while rowOfColumn[column] != 0
      while column != 0 {
        let previous = cameFrom[column]
        rowOfColumn[column] = rowOfColumn[previous]
        column = previous
      }
    }
    var result = [Int](repeating: 0, count: rows)
    for column in 1..<(columns + 1) where rowOfColumn[column] > 0 { result[rowOfColumn[column] - 1] = column - 1 }
    return result
  }
}

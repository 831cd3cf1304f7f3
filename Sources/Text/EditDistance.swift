// How far one word is from another: what a misspelt word was probably meant to be.

/// How many characters have to be inserted, deleted, replaced or swapped with their neighbor to turn one word into
/// the other.
///
/// Time: the product of the two lengths; memory: the length of the second word, however long the first is.
package func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  // A row needs the two before it: the one two back for swapped neighbors.
  var before: [Int] = []
  var last = Array(0...b.count)
  for i in 0..<a.count {
    var row = [i + 1]
    row.reserveCapacity(b.count + 1)
    for j in 0..<b.count {
      var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
      row.append(best)
    }
    (before, last) = (last, row)
  }
  return last[b.count]
}

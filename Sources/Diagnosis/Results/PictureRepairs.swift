// The repairs of picture numbers, and suppression made up for.

import Boxes
import Foundation
import Images
import Text

enum PictureRepairs {
  static func candidates(_ results: RankedResults, _ truth: Truth) -> [WhatIf.Candidate] {
    func renumbered(_ repair: Repair, _ detail: String = "", _ place: (COCOIdentifier) -> Int?) -> WhatIf.Candidate {
      var after = results
      for index in results.entries.indices { after.pictures[index] = place(results.entries[index].imageID) ?? -1 }
      return WhatIf.Candidate(repair: repair, detail: detail, results: after)
    }
    let images = truth.file.images
    let byNumber = Dictionary(
      images.enumerated().compactMap { place, image in number(image.fileName).map { ($0, place) } }
    ) {
      first, _ in first
    }
    let byName = Dictionary(images.enumerated().map { (stem($1.fileName), $0) }) { first, _ in first }
    let named = [
      renumbered(.imageNames, "by the file's name") { byName[stem($0.name)] },
      renumbered(.imageNames, "by the number in the file's name") { $0.int.flatMap { byNumber[$0] } },
      renumbered(.imageNames, "by the place in the list, from 0") {
        $0.int.flatMap { images.indices.contains($0) ? $0 : nil }
      },
      renumbered(.imageNames, "by the place in the list, from 1") {
        $0.int.flatMap { images.indices.contains($0 &- 1) ? $0 &- 1 : nil }
      },
    ]
    let best = named.dropFirst().reduce(named[0]) {
      (QuickScore($1.results, truth).ap ?? 0) > (QuickScore($0.results, truth).ap ?? 0) ? $1 : $0
    }
    return [
      renumbered(.imageIDsUp) { truth.pictureOfID[$0.shifted(by: 1)] },
      renumbered(.imageIDsDown) { truth.pictureOfID[$0.shifted(by: -1)] },
      best,
    ]
  }

  /// The last number in a file's name: 139 of "val/000000000139.jpg".
  static func number(_ name: String) -> Int? {
    stem(name).split { !$0.isASCII || !$0.isNumber }.last.flatMap { Int($0) }
  }

  /// A file's name without folders and ending.
  static func stem(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last ?? ""
    return String(last.split(separator: ".").first ?? last)
  }
}

enum SuppressionRepairs {
  static func candidates(_ results: RankedResults, _ truth: Truth) -> [WhatIf.Candidate] {
    let kept = kept(results)
    guard kept.count < results.entries.count else { return [] }
    let share = Double(results.entries.count - kept.count) / Double(results.entries.count)
    return [
      WhatIf.Candidate(
        repair: .noSuppression, detail: "\(share.percentText) of the results are left out", results: results.at(kept))
    ]
  }

  /// What suppression at IoU 0.5 within each class and picture keeps, by falling score.
  static func kept(_ results: RankedResults) -> [Int] {
    let suppression = NonMaximumSuppression(iouThreshold: 0.5)
    let byPicture = Dictionary(grouping: results.entries.indices) { results.entries[$0].imageID }
    let numbers = Dictionary(uniqueKeysWithValues: Set(results.entries.map(\.categoryID)).enumerated().map { ($1, $0) })
    return byPicture.values.flatMap { places in
      suppression.kept(
        places.map {
          Detection(
            box: results.entries[$0].box, label: numbers[results.entries[$0].categoryID] ?? 0,
            score: results.entries[$0].score)
        }
      ).map { places[$0] }
    }.sorted()
  }
}

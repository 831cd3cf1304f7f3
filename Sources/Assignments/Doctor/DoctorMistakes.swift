// What the runs of assignment 10 are taken for: each time another disease that begins alike, and the number against it.

enum DoctorMistakes {
  /// By the run's number from 1: the letter of what it is taken for, its name as a clause, and what speaks against it.
  private static let confusions: [(letter: String, title: String, place: String)] = [
    ("a", "the prior is held to be missing", "what a missing prior costs after ten steps"),
    ("c", "the sigmoid is held to be applied twice", "whether a loss falls that cannot fall"),
    ("h", "the rate is held to be too low", "how far the class loss has come in the end"),
    ("n", "the gradient is held not to be cleared", "a loss that grows at every step"),
    ("b", "the prior is held to have the other sign", "what the first loss is, worked out as in task 1.7"),
    (
      "i", "suppression is held to keep every box",
      "what suppression can change in a loss, and how many detections there are"
    ),
    ("c", "the sigmoid is held to be applied twice", "a loss that does not move in its fourth digit"),
    ("l", "the deviations are held to be left out", "what boxes that are wrong would do to AR"),
    ("m", "ignored anchors are held to be counted", "whether more terms can make a loss smaller"),
    ("j", "background is held to be learned as an object", "what the first loss is, worked out as in task 1.7"),
    ("i", "suppression is held to keep every box", "what suppression can take from AR"),
    ("g", "epochs are held to be counted in steps", "how far the first ten steps have come"),
  ]

  /// The mistakes about a run of a number from 1.
  static func mistakes(run: Int, disease: String, column: String) -> [Mistake] {
    let confusion = confusions[run - 1]
    func answers(_ letter: String, _ columns: [String]) -> [Function] {
      columns.map { column in Function { (_: Int) in [letter, column] } }
    }
    func mistake(_ id: String, _ title: String, place: String, _ letter: String, _ columns: [String]) -> Mistake {
      var mistake = Mistake(
        id, title, place: place,
        Figure([.integer(run)], right: [.text(disease), .text(column)], wrong: [.text(letter), .text(columns[0])]))
      let all = answers(letter, columns)
      mistake.make = { all[0] }
      mistake.others = all.dropFirst().map { function in { function } }
      return mistake
    }
    let others = DoctorRuns.columns.filter { $0 != column }
    return [
      mistake(
        "D0", "the disease is the right one, and the column is not",
        place: "the first number, from the left, that is more than a tenth off", disease, others),
      mistake("D\(run)", confusion.title, place: confusion.place, confusion.letter, [column] + others),
    ]
  }
}

// How the default of `retinanet train` came about: a ladder of recipes, each one change above the one before it.

import Text

/// The speedrun: what a detector of shapes is worth after so many seconds, and what brought it there.
///
/// The article <doc:TheSpeedrun> tells the story of this table.
public enum Speedrun {
  /// One recipe with what it was measured to be worth.
  public struct Rung: Hashable, Sendable {
    /// What is other than on the rung before.
    public let change: String
    /// The words after `retinanet train`, but for `--seed` and `--evaluate-every 0`.
    public let options: String
    /// AP on 500 standard pictures with seeds 0 to 4.
    public let ap: [Double]
    /// Seconds of processor time, mean of these, of the whole program: two cores at rest take half of that and
    /// little more.
    public let cpuSeconds: Double

    /// The middle of the five.
    public var median: Double { ap.sorted()[ap.count / 2] }
  }

  /// From the recipe before to the default.
  public static let ladder = [
    Rung(
      change: "the recipe before: AdamW, a cosine, smooth L1",
      options: "--optimizer adamw --schedule cosine --box-loss smooth-l1 --steps 800 --batch 16 --warmup 100",
      ap: [0.793, 0.817, 0.810, 0.801, 0.808], cpuSeconds: 43.47),
    Rung(
      change: "a quarter of the steps",
      options: "--optimizer adamw --schedule cosine --box-loss smooth-l1 --steps 200 --batch 16",
      ap: [0.077, 0.110, 0.044, 0.089, 0.116], cpuSeconds: 12.0),
    Rung(
      change: "the same pictures in smaller batches",
      options: "--optimizer adamw --schedule cosine --box-loss smooth-l1 --steps 400",
      ap: [0.234, 0.301, 0.255, 0.241, 0.216], cpuSeconds: 13.0),
    Rung(
      change: "Muon", options: "--schedule cosine --box-loss smooth-l1 --steps 400",
      ap: [0.794, 0.793, 0.801, 0.788, 0.782], cpuSeconds: 14.49),
    Rung(
      change: "GIoU for boxes", options: "--schedule cosine --steps 400",
      ap: [0.815, 0.813, 0.818, 0.815, 0.809], cpuSeconds: 14.7),
    Rung(
      change: "a line instead of a cosine", options: "--steps 400",
      ap: [0.827, 0.828, 0.823, 0.823, 0.818], cpuSeconds: 14.9),
    Rung(
      change: "twice as many steps: the default", options: "",
      ap: [0.886, 0.886, 0.883, 0.883, 0.882], cpuSeconds: 28.4),
  ]

  /// The ladder as a Markdown table.
  public static var table: String {
    let rows = ladder.map { rung in
      let ap = ([rung.median] + rung.ap).map { $0.fixed(digits: 3) }
      return "| \(rung.change) | `retinanet train\(rung.options.isEmpty ? "" : " ")\(rung.options)` | **\(ap[0])** | "
        + "\(ap.dropFirst().joined(separator: ", ")) | \(rung.cpuSeconds.fixed(digits: 0)) |"
    }
    return (["| change | command | AP | by seeds, from 0 on | s of CPU |", "|---|---|---|---|---|"] + rows)
      .joined(separator: "\n")
  }
}

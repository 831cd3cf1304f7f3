import Foundation
import Testing

@testable import CommandLineTool

/// What `paint` prints for these words in addition to the three that it needs.
private func paint(_ words: String) -> RecordedRun { Program.painter.run("paint -o /o /w /d " + words) }

/// The first line of what it complains about.
private func complaint(_ words: String) -> String {
  let run = Program.painter.run(words)
  #expect(run.code == .usage)
  #expect(run.output.isEmpty)
  return String(run.error.prefix { $0 != "\n" })
}

@Suite("Argument parser")
struct ParserTests {
  @Test("Defaults stand where nothing is given")
  func defaults() {
    let run = paint("")
    #expect(run.output == "2 | red | 0.5 | no seed | [] | false | 480x640 | /o | /w | [\"/d\"]\n")
    #expect(run.error.isEmpty)
    #expect(run.code == .success)
  }

  @Test("A value follows its option as a word of its own or behind '='; options stand anywhere")
  func values() {
    let run = Program.painter.run(
      "paint --coats 3 /w --color=dark-blue /d --gloss 1e-1 --layer 1 /e --layer=-2 --seed 18446744073709551615 "
        + "--dry --size 32 --output=/o=p")
    #expect(
      run.output
        == "3 | dark-blue | 0.1 | 18446744073709551615 | [1, -2] | true | 32x32 | /o=p | /w | [\"/d\", \"/e\"]\n")
  }

  @Test("Short names, sizes of two sides, negative numbers as values, '-' as a value")
  func forms() {
    #expect(
      paint("-c green --size 20X30 --layer -7").output.contains("| green | 0.5 | no seed | [-7] | false | 20x30 |"))
    #expect(Program.painter.run("paint -o - /w /d").output.hasSuffix("/- | /w | [\"/d\"]\n"))
  }

  @Test("Behind '--' everything is a value without a name")
  func terminator() {
    #expect(
      Program.painter.run("paint -o /o -- /w /--coats /--").output.hasSuffix("| /o | /w | [\"/--coats\", \"/--\"]\n"))
    #expect(
      complaint("paint -o -- /w /d") == "Error: Missing value for '--output <file>' before '--'. "
        + "If that is the value, write '--output=--'.")
  }

  @Test("A word of a megabyte is no slip of the hand: it is refused at once, and shown cut short")
  func pasted() {
    let word = String(repeating: "coats", count: 200_000)
    let short = word.prefix(80) + "…"
    for (words, start) in [
      (["paint", "--" + word], "Error: Unknown option '--\(word.prefix(78))…'"),
      ([word], "Error: Unknown subcommand '\(short)'"),
      (["paint", "--color", word, "-o", "/o", "/w", "/d"], "Error: The value '\(short)' is invalid for '--color'"),
      (["paint", "--dry=" + word], "Error: The flag '--dry' takes no value, found '\(short)'"),
    ] {
      let run = Program.painter.recorded(words)
      #expect(run.code == .usage)
      #expect(run.error.utf8.count < 5_000)
      #expect(run.error.hasPrefix(start), "\(run.error.prefix(200))")
    }
  }

  @Test("Unknown options are refused with the nearest one")
  func unknownOptions() {
    #expect(complaint("paint --coat 3") == "Error: Unknown option '--coat'. Did you mean '--coats'?")
    #expect(complaint("paint --colour=red") == "Error: Unknown option '--colour'. Did you mean '--color'?")
    #expect(complaint("paint --yrd") == "Error: Unknown option '--yrd'. Did you mean '--dry'?")
    #expect(complaint("paint --hlep") == "Error: Unknown option '--hlep'. Did you mean '--help'?")
    #expect(
      complaint("fail --quality")
        == "Error: Unknown option '--quality'. The options are: --help.")
  }

  @Test("What is near nothing is refused with all there are: no suggestion is better than a wrong one")
  func nothingNear() {
    #expect(complaint("foo") == "Error: Unknown subcommand 'foo'. The subcommands are: paint, fail, help.")
    #expect(complaint("pai") == "Error: Unknown subcommand 'pai'. Did you mean 'paint'?", "it begins so")
    #expect(
      complaint("completion") == "Error: Unknown subcommand 'completion'. The subcommands are: paint, fail, help.")
  }

  @Test("Missing arguments and values are refused by name")
  func missing() {
    #expect(complaint("paint /w /d") == "Error: Missing expected argument '--output <file>'.")
    #expect(complaint("paint -o /o") == "Error: Missing expected argument '<wall>'.")
    #expect(complaint("paint -o /o /w") == "Error: Missing expected argument '<door> ...'.")
    #expect(complaint("paint -o /o /w /d --coats") == "Error: Missing value for '--coats <n>'.")
    #expect(
      complaint("paint --coats --dry -o /o /w /d")
        == "Error: Missing value for '--coats <n>' before '--dry'. If that is the value, write '--coats=--dry'.")
  }

  @Test("Duplicates, contradictions and options without their companion are refused")
  func pairs() {
    let needed = "paint -o /o /w /d "
    #expect(complaint(needed + "--coats 1 --coats 1") == "Error: The option '--coats' is given more than once.")
    #expect(complaint(needed + "--dry --dry") == "Error: The option '--dry' is given more than once.")
    #expect(
      complaint(needed + "--dry --wet")
        == "Error: The options '--dry' and '--wet' contradict each other: give one of them.")
    #expect(complaint(needed + "--seed 1") == "Error: The option '--seed' needs '--layer <n> ...' beside it.")
    #expect(complaint(needed + "--dry=yes") == "Error: The flag '--dry' takes no value, found 'yes'.")
    #expect(complaint("fail extra") == "Error: Unexpected argument 'extra'.")
    #expect(complaint("fail seed=1") == "Error: Unexpected argument 'seed=1'. Options begin with '--'.")
    #expect(complaint(needed + "--coats 1 --dry") == "Error: One coat never dries.", "the command's own check")
  }

  @Test(
    "Values of the wrong type or outside of the range are refused with the range",
    arguments: [
      ("--coats 0", "'0' is invalid for '--coats': expected an integer from 1 to 5."),
      ("--coats 6", "'6' is invalid for '--coats': expected an integer from 1 to 5."),
      ("--coats 2.5", "'2.5' is invalid for '--coats': expected an integer from 1 to 5."),
      ("--coats=", "'' is invalid for '--coats': expected an integer from 1 to 5."),
      ("--gloss 1.01", "'1.01' is invalid for '--gloss': expected a number from 0 to 1."),
      ("--gloss nan", "'nan' is invalid for '--gloss': expected a number from 0 to 1."),
      ("--layer x", "'x' is invalid for '--layer': expected an integer."),
      ("--layer 1 --seed -1", "'-1' is invalid for '--seed': expected an integer from 0 to 18446744073709551615."),
      ("--color gren", "'gren' is invalid for '--color'. Did you mean 'green'?"),
      (
        "--color ultraviolet",
        "'ultraviolet' is invalid for '--color'. The values are: red, green, dark-blue."
      ),
      (
        "--size 0x5",
        "'0x5' is invalid for '--size': expected a height and width such as 480x640, or one number for both, "
          + "from 1 to 4096."
      ),
      (
        "--size 1x2x3",
        "'1x2x3' is invalid for '--size': expected a height and width such as 480x640, or one number for both, "
          + "from 1 to 4096."
      ),
    ])
  func ranges(words: String, expected: String) {
    #expect(complaint("paint -o /o /w /d " + words) == "Error: The value " + expected)
  }

  @Test("Both ends of a range are admitted")
  func bounds() {
    for words in ["--coats 1", "--coats 5", "--gloss 0", "--gloss 1", "--size 1", "--size 4096"] {
      #expect(paint(words).code == .success, "\(words)")
    }
  }
}

@Suite("The nearest name")
struct NearestNameTests {
  @Test("The first of equals; a beginning counts as near; none among none")
  func nearestName() {
    #expect(nearest(to: "tran", among: ["train", "tram"]) == "train")
    #expect(nearest(to: "eval", among: ["train", "evaluate"]) == "evaluate")
    #expect(nearest(to: "MATCH", among: ["train", "match"]) == "match")
    #expect(nearest(to: "x", among: []) == nil)
  }
}

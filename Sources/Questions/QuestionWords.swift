// What counts as the same word: case, endings, abbreviations, synonyms. The search itself is QuestionSearch.

import Text

enum QuestionWords {
  /// Words that say nothing about a question.
  static let common = set(
    """
    a an the is are be been was were will would could should must may might does do did done doesn don isn can
    cannot t s what why how which who when where it its of to in on at for from and or not no i my me you your we
    our us they their them these those have has had with by as that this than so if there then only too much many
    any all about one get gets got use used using retinanet am very really just also even here into out up between
    need needs want know tell explain mean means happens happen help please versus vs compare compared make makes go
    goes going work works thing things something some someone each per like difference differ differs
    """)

  /// Abbreviations and words that people also write in two.
  static let written: [String: [String]] = [
    "dataset": ["data", "set"], "datasets": ["data", "set"], "lr": ["learning", "rate"], "gt": ["ground", "truth"],
    "groundtruth": ["ground", "truth"], "bbox": ["box"], "bboxes": ["box"], "fpn": ["feature", "pyramid"],
    "nms": ["non", "maximum", "suppression"], "rcnn": ["r", "cnn"], "kmeans": ["k", "means"],
    "ohem": ["hard", "mining"], "rpn": ["region", "proposal"], "map": ["average", "precision"],
    "ap": ["average", "precision"], "ce": ["cross", "entropy"], "bce": ["binary", "cross", "entropy"],
    "fl": ["focal", "loss"], "bg": ["background"], "fn": ["false", "negative"], "fp": ["false", "positive"],
    "yolov2": ["yolo"], "yolov3": ["yolo"], "yolov5": ["yolo"], "yolov8": ["yolo"], "overfit": ["by", "heart"],
    "overfits": ["by", "heart"], "overfitted": ["by", "heart"], "overfitting": ["by", "heart"],
    "batchnorm": ["batch", "normalization"], "groupnorm": ["group", "normalization"], "bn": ["batch", "normalization"],
    "gn": ["group", "normalization"], "norm": ["normalization"], "cuda": ["gpu"], "cxcywh": ["center", "size"],
    "xyxy": ["corner"], "x1y1x2y2": ["corner"], "xywh": ["center", "size"], "centerness": ["center", "ness"],
    "centreness": ["center", "ness"], "nans": ["nan"], "inf": ["nan"], "val": ["validation"],
  ]

  /// Words that readers use for one another here; the first stands for all.
  static let synonyms: [[String]] = [
    ["picture", "image", "photo", "photograph", "img", "pic"], ["score", "confidence"],
    ["miss", "undetected", "overlook"], ["duplicate", "double", "twice", "repeated", "several", "multiple"],
    ["stuck", "plateau", "standstill", "stagnate", "flat", "stay", "stop"],
    ["fall", "decrease", "drop", "reduce", "lower", "shrink", "sink", "down"], ["explode", "blow", "diverge", "huge"],
    ["rare", "minority", "long", "tailed", "tail", "few"], ["border", "boundary", "edge", "outside", "frame"],
    ["wrong", "false", "incorrect", "mislabeled", "erroneous", "mistake", "bad", "noisy", "noise"],
    ["match", "assign", "belong"], ["cell", "location", "place", "position"],
    ["initialize", "initialization", "initial", "start", "first"], ["imbalance", "unbalanced", "skewed"],
    ["finetune", "tune"], ["small", "tiny", "little", "smaller"], ["large", "big", "larger"], ["class", "category"],
    ["head", "subnet", "subnetwork", "branch", "tower"], ["offset", "delta", "regression"],
    ["rotate", "turn", "rotation"], ["strong", "aggressive", "heavy"], ["annotate", "annotation", "label"],
    ["center", "centre"], ["nothing", "empty", "none"],
    ["detect", "find", "predict", "output", "prediction", "recognize"], ["metric", "measure"],
    ["threshold", "cutoff", "limit"], ["punish", "penalty", "penalize"], ["fit", "suit", "cover", "optimize"],
    ["epoch", "iteration", "step"], ["train", "training", "learn"], ["choose", "pick", "best", "better", "good"],
    ["crowded", "dense", "crowd"], ["article", "blog", "post", "tutorial"], ["maximum", "max", "most"],
    ["gpu", "graphics"], ["reproduce", "deterministic", "repeat"],
  ]

  private static let greek: [Character: String] = ["α": "alpha", "β": "beta", "γ": "gamma", "σ": "sigma", "π": "pi"]
  private static let canonical = Dictionary(
    synonyms.flatMap { group in group.map { (stem($0), stem(group[0])) } }, uniquingKeysWith: { first, _ in first })

  private static func set(_ words: String) -> Set<String> {
    Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
  }

  /// The words of a text in lower case; a number keeps its point, a letter its word.
  static func words(_ text: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(text.lowercased().flatMap { character in greek[character].map(Array.init) ?? [character] })
    for (index, character) in characters.enumerated() {
      let next = index + 1 < characters.count ? characters[index + 1] : " "
      let isPoint = character == "." && word.last?.isNumber == true && next.isNumber
      if character.isLetter || character.isNumber || isPoint {
        word.append(character)
      } else if !word.isEmpty {
        words.append(word)
        word = ""
      }
    }
    return word.isEmpty ? words : words + [word]
  }

  /// What is looked for, each once, in the text's order: stems of the words that say something.
  static func stems(_ text: String) -> [String] { stems(words(text)) }

  /// The same of words in lower case.
  static func stems(_ words: [String]) -> [String] {
    var stems: [String] = []
    for word in words.flatMap({ written[$0] ?? [$0] }) where !common.contains(word) {
      let stem = canonicalStem(word)
      if !stems.contains(stem) { stems.append(stem) }
    }
    return stems
  }

  /// The stem that stands for a word and all that mean the same.
  static func canonicalStem(_ word: String) -> String { canonical[stem(word)] ?? stem(word) }

  /// A word without its ending: "anchors", "anchor's" → "anchor"; "ignored", "ignores" → "ignor".
  static func stem(_ word: String) -> String {
    guard word.count > 3, word.last?.isNumber == false, !word.hasSuffix("ss") else { return word }
    for (ending, replacement) in endings where word.hasSuffix(ending) && word.count - ending.count >= 3 {
      var stem = word.dropLast(ending.count) + replacement
      // "flipped" → "flip", but "call" stays.
      if stem.count >= 5, let last = stem.last, stem.dropLast().last == last, !"sz".contains(last) { stem.removeLast() }
      if stem.count > 3, stem.last == "e" { stem.removeLast() }
      // British "normalise".
      if stem.count >= 6, stem.hasSuffix("is") { stem = stem.dropLast(2) + "iz" }
      return String(stem)
    }
    return word
  }

  private static let endings = [
    ("izations", "iz"), ("ization", "iz"), ("isation", "iz"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("ions", ""), ("ion", ""), ("ors", ""), ("or", ""), ("ies", "y"), ("ings", ""), ("ing", ""),
    ("ed", ""), ("es", ""), ("s", ""), ("e", ""),
  ]

  /// What a word was probably meant to be: the nearest with the same first letter, one error in four letters.
  static func corrected(_ word: String, among vocabulary: [String]) -> String? {
    let length = word.count
    guard length >= 3 else { return nil }
    let allowed = max(1, length / 4)
    var best: (word: String, distance: Int)?
    for known in vocabulary
    where known.first == word.first && known.count >= 4 && abs(known.count - length) <= allowed {
      let distance = editDistance(word, known)
      if distance <= allowed && distance < best?.distance ?? .max { best = (known, distance) }
    }
    return best?.word
  }
}

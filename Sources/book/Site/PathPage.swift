// The first page: the book in reading order, a step at a time, with the exercises that the course checks.

import Assignments
import Questions
import Text

/// A step of the path.
struct PathStep {
  var title: String
  /// What one can do afterwards.
  var text: String
  var notebooks: [String]
  var examples: [String]
  /// Modules to read: their guides.
  var guides: [String]
  /// Numbers of the course's assignments.
  var exercises: [Int]

  /// From a loss of one output to a detector that one can diagnose.
  static let path: [PathStep] = [
    PathStep(
      title: "The focal loss",
      text: "Why a hundred thousand easy answers drown a few objects, and what γ, α and the prior do.",
      notebooks: ["01-focal-loss"], examples: ["focal-vs-cross-entropy", "loss-ledger", "bias-prior"],
      guides: ["Losses"], exercises: [1]),
    PathStep(
      title: "Boxes and anchors",
      text: "What the question is that is asked at every place, and whether it is asked at the right size.",
      notebooks: ["02-anchors-and-matching"], examples: ["anchor-grid"], guides: ["Boxes", "Anchors"],
      exercises: [2, 3]),
    PathStep(
      title: "Matching",
      text: "Which anchor learns which object, who is ignored, and why an object may be learnt by none.",
      notebooks: ["02-anchors-and-matching", "06-three-confusions"], examples: ["iou-matching"], guides: ["Matching"],
      exercises: [4]),
    PathStep(
      title: "Four numbers and their losses",
      text: "What the numbers of a box mean in each system, and what their errors cost.",
      notebooks: ["03-box-losses"], examples: ["box-coding"], guides: ["Losses"], exercises: [5]),
    PathStep(
      title: "The network",
      text: "Pyramid instead of picture pyramid, two heads with one loss, a step of training in all its numbers.",
      notebooks: ["07-pyramids", "09-two-heads-one-loss", "16-anatomy-of-a-step"],
      examples: ["two-heads-one-loss", "train-shapes"],
      guides: ["Detector", "Training"], exercises: [8, 9]),
    PathStep(
      title: "From numbers to boxes, and how good they are",
      text: "Thresholds, suppression, and what an AP is made of.",
      notebooks: ["11-from-numbers-to-boxes", "10-evaluation"], examples: ["suppression", "detection-errors"],
      guides: ["Evaluation"], exercises: [6, 7]),
    PathStep(
      title: "Why only background, why so poor?", text: "To find the cause of a bad result by measurements, in order.",
      notebooks: ["04-only-background", "05-poor-results"], examples: [], guides: ["Diagnosis"], exercises: [10]),
    PathStep(
      title: "Tuning", text: "Search, augmentation and new classes, with what they gain.",
      notebooks: ["12-tuning", "13-augmentation", "14-new-classes"], examples: ["your-own-pieces"],
      guides: ["Training"],
      exercises: []),
    PathStep(
      title: "Its neighbors",
      text: "Proposals before, points and adaptive thresholds after; and eight systems of one name.",
      notebooks: ["08-proposals", "15-beyond-anchors"], examples: ["beyond-anchors", "which-retinanet"],
      guides: ["Systems"], exercises: []),
  ]
}

extension Site {
  /// The index: the path, and what else there is.
  ///
  /// A step that names what there is not makes a link that leads nowhere, and no book is written.
  mutating func addPath(notebooks: [String: String], tests: Int) {
    let steps = PathStep.path.map { step in
      func links(_ name: String, _ items: [String]) -> String {
        items.isEmpty ? "" : "<p><span class=\"number-of\">\(name)</span> \(items.joined(separator: ", "))</p>"
      }
      let read = step.notebooks.map { "<a href=\"notebooks/\($0).html\">\(escaped(notebooks[$0] ?? $0))</a>" }
      let run = step.examples.map { "<a href=\"examples/\($0).html\">\($0)</a>" }
      let guide = step.guides.map { "<a href=\"guides/\($0).html\">\($0)</a>" }
      let exercises = step.exercises.compactMap { number in
        Course.assignment(number).map { "<a href=\"course/\($0.folder).html\">\($0.number) \(escaped($0.title))</a>" }
      }
      return """
        <li><p><strong>\(escaped(step.title))\(step.title.hasSuffix("?") ? "" : ".")</strong> \(escaped(step.text))</p>
        \(links("Read", read))\(links("Run", run))\(links("Look up", guide))\(links("Exercises", exercises))</li>
        """
    }
    add(
      Page(
        path: "index.html", title: "RetinaKit, the book",
        subtitle: "Focal loss, anchors and a small RetinaNet, made from the code and unable to say what it does not do",
        body: """
          <p>Come with a question: <a href="questions.html">\(Question.all.count) are answered</a>, each with its number, the command that
          shows it and the test that asserts it. Or walk from the beginning; exercises are checked by
          <code>swift run course check 1</code>. And read the tests, <a href="tests.html">\(tests.grouped) sentences that hold</a>.</p>
          <ol class="path">
          \(steps.joined(separator: "\n"))
          </ol>
          """))
  }

  /// The assignments, as their own texts have them.
  mutating func addCourse(_ checkout: Checkout) throws {
    let markdown = Markdown(hasIDs: true)
    var items: [String] = []
    for assignment in Course.assignments {
      let path = "course/\(assignment.folder).html"
      let text = try checkout.text("Examples/Assignments/\(assignment.folder)/README.md")
      add(
        Page(
          path: path, title: "\(assignment.number) \(assignment.title)",
          subtitle: "Assignment; checked by <code>swift run course check \(assignment.number)</code>",
          body: markdown.html(Self.withoutTitle(text))))
      items.append(
        "<li><a href=\"\(path)\">\(escaped(assignment.title))</a>, \(assignment.tasks.count) tasks</li>")
    }
    let teachers = "Examples/Assignments/README.md"
    if checkout.exists(teachers) {
      let text = try checkout.text(teachers)
      add(
        Page(
          path: "course/teachers.html", title: "The course, for teachers",
          body: Markdown(link: Self.courseLink, hasIDs: true).html(Self.withoutTitle(text))))
      items.append("<li><a href=\"course/teachers.html\">For teachers</a></li>")
    }
    add(
      Page(
        path: "course.html", title: "The course", subtitle: "Assignments with a grader that names the mistake",
        body: "<ol>\(items.joined(separator: "\n"))</ol>"))
  }

  /// A link between the course's texts, as one between its pages.
  private static func courseLink(_ target: String) -> String {
    guard target.hasSuffix("/README.md") else { return target }
    return String(target.dropLast(10)) + ".html"
  }

  /// The guides of the modules.
  mutating func addGuides(_ checkout: Checkout) throws {
    var items: [String] = []
    let catalogs = checkout.names("Sources").filter { checkout.exists("Sources/\($0)/\($0).docc/\($0).md") }
    for name in catalogs.sorted(by: { Self.place($0) < Self.place($1) }) {
      let text = try checkout.text("Sources/\(name)/\(name).docc/\(name).md")
      let body = Self.withoutTitle(text)
      add(
        Page(
          path: "guides/\(name).html", title: name, subtitle: "Guide of the module <code>import \(name)</code>",
          body: Markdown(hasIDs: true).html(body)))
      let summary = body.split(separator: "\n").first { !$0.trimmed.isEmpty } ?? ""
      items.append("<li><a href=\"guides/\(name).html\">\(name)</a>: \(Markdown().inline(String(summary)))</li>")
    }
    add(
      Page(
        path: "guides.html", title: "Guides",
        subtitle: "What each module is for, its pitfalls, and how PyTorch calls it",
        body: "<ul>\(items.joined(separator: "\n"))</ul>"))
  }

  private static func place(_ name: String) -> Int { TestBook.order.firstIndex(of: name) ?? -1 }

  /// A page for every source that another page has linked to, its lines numbered.
  mutating func addSources(_ checkout: Checkout) throws {
    for file in sources.sorted() {
      let lines = highlighted(try checkout.text(file)).split(separator: "\n", omittingEmptySubsequences: false)
      let numbered = lines.enumerated().map { index, line in
        "<span class=\"line\" id=\"line-\(index + 1)\">\(index + 1)</span>\(line)"
      }
      add(
        Page(
          path: Self.page(ofSource: file), title: file.split(separator: "/").last.map(String.init) ?? file,
          subtitle: "<code>\(escaped(file))</code>", body: "<pre>\(numbered.joined(separator: "\n"))</pre>"))
    }
  }
}

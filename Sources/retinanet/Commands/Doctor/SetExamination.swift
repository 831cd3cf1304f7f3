// A data set and a detector for it, examined before anything is trained.

import Anchors
import Boxes
import CommandLineTool
import Detector
import Diagnosis
import Figures
import Formats
import Foundation
import Images
import Matching
import Reports
import Shapes
import Systems
import Text
import Training

/// Annotated pictures or shapes, the anchors for them, and a fresh detector.
struct SetExamination {
  private let arguments: ParsedArguments
  private let configuration: RetinaNet.Configuration

  init(_ arguments: ParsedArguments) {
    self.arguments = arguments
    let anchors = arguments[AnchorConfiguration.option]
    var configuration = RetinaNet.Configuration.small
    if case .system(let system) = anchors {
      configuration = configuration.following(Conventions(system))
      // Shapes are as large as the small model's anchors expect; photographs as those of the systems.
      if arguments.isGiven(SceneOptions.annotations) { configuration.architecture.anchors = anchors.generator }
    }
    self.configuration = configuration
  }

  func page(console: Console) throws -> DiagnosisPage {
    let subject = try arguments[SceneOptions.annotations].map(annotated) ?? shapes()
    var diagnosis = subject.diagnosis
    var page = DiagnosisPage(diagnosis, subject: subject.title)
    // What is wrong with the data would only come out again as something wrong with the detector.
    if !diagnosis.isSevere, let examples = subject.examples, !examples.isEmpty {
      let (detector, range) = try examined(examples, subject)
      diagnosis = diagnosis.joined(with: detector)
      page.diagnosis = diagnosis
      page.range = range
    }
    page.pictures = subject.examples.map { pictures($0.prefix(8)) } ?? []
    return page
  }

  /// A set that was examined, and some of its pictures as the detector will see them.
  struct Subject {
    var title: String
    var diagnosis: Diagnosis
    var categories: [String]
    /// The command that trains on it.
    var train: String
    var examples: [AnnotatedImage]?
    var dataset: (any Dataset)?
  }

  /// How the detector looks at annotated pictures.
  var view: SetDiagnosis.View {
    let mode = arguments[SceneOptions.resize] ?? .letterbox
    return view(arguments[DoctorCommand.size].map { mode.resizing(height: $0, width: $0) })
  }

  private func view(_ resizing: Resizing?) -> SetDiagnosis.View {
    SetDiagnosis.View(
      resizing: resizing, generator: configuration.architecture.anchors,
      matcher: arguments[AnchorConfiguration.option].matcher, coding: configuration.architecture.coding,
      augmentation: .standard)
  }

  private func shapes() -> Subject {
    let dataset = ShapesDataset(
      preset: arguments[DoctorCommand.preset] ?? .standard, seed: arguments[SceneOptions.seed],
      count: arguments[DoctorCommand.count], imageSize: arguments[DoctorCommand.size] ?? 128)
    let examples = (0..<dataset.count).map(dataset.example)
    let set = AnnotationSet(examples, categories: dataset.categories)
    let name = (arguments[DoctorCommand.preset] ?? .standard).rawValue
    let train = "retinanet train --preset \(name)"
    let examined = SetDiagnosis(
      set, view: view(nil), commands: .init(train: train, anchors: "retinanet anchors --preset \(name)"),
      image: { examples[$0].image })
    return Subject(
      title: title("\(dataset.count.counted("picture")) of \(name) shapes", examined), diagnosis: examined.diagnosis,
      categories: dataset.categories, train: train, examples: Array(examples.prefix(8)), dataset: dataset)
  }

  private func annotated(_ url: URL) throws -> Subject {
    let file = try read(url)
    let folder = arguments[SceneOptions.images] ?? url.deletingLastPathComponent().appendingPathComponent("images")
    let isThere = FileManager.default.fileExists(atPath: folder.path)
    if !isThere, arguments.isGiven(SceneOptions.images) {
      throw CommandFailure("\(folder.path): no such folder; name the folder of the pictures by --images")
    }
    var dataset = COCODataset(file: file, pictures: folder)
    if isThere, let sized = try? dataset.withSizes() { dataset = sized }
    let resizing = view.resizing
    let train =
      "retinanet train --annotations \(url.relativePath)"
      + (arguments[DoctorCommand.size].map { " --size \($0)" } ?? "")
    let validation = try arguments[DoctorCommand.validation].map { try read($0) }
    let examined = SetDiagnosis(
      AnnotationSet(dataset.file), validation: validation.map(AnnotationSet.init), view: view(resizing),
      digests: isThere ? try digests(dataset, validation) : nil,
      commands: .init(train: train, anchors: "retinanet anchors --annotations \(url.relativePath)"),
      image: isThere ? { try? Image(contentsOf: dataset.location(at: $0)) } : nil)
    var examples: [AnnotatedImage]?
    if isThere, !examined.diagnosis.isSevere {
      let seen: any Dataset = resizing.map { ResizedDataset(dataset, $0) } ?? dataset
      examples = (0..<min(8, seen.count)).compactMap { try? seen.example(at: $0) }
      // Batches are of one size.
      let first = examples?.first?.image
      examples = examples?.filter { $0.image.height == first?.height && $0.image.width == first?.width }
      return Subject(
        title: title("\(file.images.count.counted("picture")) of \(url.lastPathComponent)", examined),
        diagnosis: examined.diagnosis, categories: file.categories.map(\.name), train: train, examples: examples,
        dataset: seen)
    }
    return Subject(
      title: title("\(file.images.count.counted("picture")) of \(url.lastPathComponent)", examined),
      diagnosis: examined.diagnosis, categories: file.categories.map(\.name), train: train)
  }

  private func read(_ url: URL) throws(CommandFailure) -> COCOFile {
    do {
      return try COCOFile(contentsOf: url, policy: .keep)
    } catch {
      throw CommandFailure(error.description(in: url.path))
    }
  }

  private func digests(
    _ dataset: COCODataset, _ validation: COCOFile?
  ) throws -> (training: [String: String], validation: [String: String])? {
    guard let validation else { return nil }
    func digests(_ dataset: COCODataset) -> [String: String] {
      Dictionary(
        (0..<dataset.count).compactMap { place in
          (try? Data(contentsOf: dataset.location(at: place))).map {
            (dataset.file.images[place].fileName, SHA256.digest($0))
          }
        }, uniquingKeysWith: { first, _ in first })
    }
    return (digests(dataset), digests(COCODataset(file: validation, pictures: dataset.pictures)))
  }

  private func title(_ what: String, _ examined: SetDiagnosis) -> String {
    let coverage = examined.coverage.map { ", anchors reach \((100 * $0).fixed(digits: 1)) % of the objects" } ?? ""
    return "\(what)\(coverage)"
  }

  // MARK: - The detector

  private func examined(_ examples: [AnnotatedImage], _ subject: Subject) throws -> (Diagnosis, RangeTest?) {
    var configuration = configuration
    configuration.architecture.classes = max(1, subject.categories.count)
    let fresh = { RetinaNet(configuration) }
    var findings: [Finding] = []
    var checks = ["anchors8", "init6"]
    let model: RetinaNet
    if let weights = arguments[DoctorCommand.weights] {
      model = try TrainedDetector(contentsOf: weights).model
      if subject.categories.count == model.configuration.architecture.classes {
        findings += ModeGap(model, examples).findings
        checks.append("run6")
      }
    } else {
      model = fresh()
      findings += InitialState(model, Array(examples.prefix(4))).findings
      findings += GradientSlopes(model, Array(examples.prefix(1))).findings
      checks += InitialState.checks + ["init7"]
    }
    // Weights of other classes have another place for each label.
    if model.configuration.architecture.classes >= subject.categories.count {
      findings += OracleHead(model, examples).findings
    }
    findings += WhiteSquare(model).findings
    if arguments[DoctorCommand.overfit], let example = examples.first(where: { !$0.objects.isEmpty }) {
      findings += try Overfit(example, categories: subject.categories, model: fresh).findings
      checks += Overfit.checks
    }
    var range: RangeTest?
    if arguments[DoctorCommand.rangeTest], let dataset = subject.dataset {
      let test = try RangeTest(dataset, model: fresh)
      findings.append(test.finding(command: subject.train))
      checks.append("run9")
      range = test
    }
    return (Diagnosis(findings, checks: checks), range)
  }

  /// Pictures with their boxes: green what an anchor learns, red what none does.
  private func pictures(_ examples: some Collection<AnnotatedImage>) -> [(image: Image, caption: String)] {
    examples.map { example in
      let anchors = configuration.architecture.anchors.anchors(on: example.image.size)
      let matches = arguments[AnchorConfiguration.option].matcher.match(
        anchors: anchors, objects: example.objects, image: example.image.size)
      // Enlarged, so that a line on a dark rim hides little and shows on an object of its own color.
      let zoom = max(1, 384 / max(example.image.height, example.image.width))
      var image = Annotator(categories: [], scale: zoom).annotated(example.image)
      var learnt = 0
      for (index, object) in example.objects.enumerated() where !object.isCrowd {
        let isLearnt = !matches.positives(ofObject: index).isEmpty
        learnt += isLearnt ? 1 : 0
        let edges = [object.box.xMin, object.box.yMin, object.box.xMax, object.box.yMax].map { $0 * Double(zoom) }
        let box = Box(xMin: edges[0], yMin: edges[1], xMax: edges[2], yMax: edges[3])
        let rim = Box(xMin: edges[0] - 1, yMin: edges[1] - 1, xMax: edges[2] + 1, yMax: edges[3] + 1)
        image.drawRectangle(rim, color: .black, thickness: 4)
        image.drawRectangle(box, color: isLearnt ? MatchPicture.learnt : MatchPicture.notLearnt, thickness: 2)
      }
      return (image, "\(learnt) of \(example.objects.count { !$0.isCrowd }) objects are learnt")
    }
  }
}

// One question that readers bring along, with its answer: the number, and everything that shows and asserts it.

/// A question about RetinaNet that documents raise or readers ask, and its answer.
///
/// No number of an answer is written down where the library can compute it: an answer is made anew each time it is
/// asked for. Numbers of trainings, which take minutes, are records, and say of what.
public struct Question: Sendable, Identifiable {
  /// 1 …, in the order of the documents.
  public let id: Int
  /// The question, in a reader's words.
  public let text: String
  /// What raised it.
  public let document: Document
  /// The answer in a few sentences, each of which can stand alone.
  public var answer: String { makeAnswer() }
  /// Command lines that show it, as they are typed behind `swift run -c release`, or behind `swift run` if they name an
  /// example.
  public let commands: [String]
  /// The notebooks that go into it, by their names without `.swift`.
  public let notebooks: [String]
  /// Tests that assert it.
  public let tests: [TestTitle]
  /// Where papers speak of it.
  public let papers: [PaperSection]
  /// Further words under which readers look for it.
  let words: String
  private let makeAnswer: @Sendable () -> String

  init(
    _ id: Int, _ text: String, _ document: Document, words: String = "", commands: [String], notebooks: [String],
    tests: [TestTitle], papers: [PaperSection], answer: @escaping @Sendable () -> String
  ) {
    self.id = id
    self.text = text
    self.document = document
    self.words = words
    self.commands = commands
    self.tests = tests
    self.papers = papers
    self.notebooks = notebooks
    makeAnswer = answer
  }
}

/// A test, by the folder of its module under `Tests` and its title.
public struct TestTitle: Sendable, Hashable {
  /// "Losses" for `Tests/LossesTests`.
  public let module: String
  /// The sentence that the test is called by.
  public let title: String

  init(_ module: String, _ title: String) {
    self.module = module
    self.title = title
  }
}

/// A document that raises questions, by its title.
public enum Document: String, Sendable, CaseIterable {
  /// On torchvision.
  case background = "Why does torchvision RetinaNet predict the background class?"
  /// An article with worked numbers, some of them wrong.
  case article = "RetinaNet, Advanced Computer Vision (Data Science Blogathon)"
  /// A chapter of lecture notes.
  case chapter = "Computer Vision Chapter 21: RetinaNet"
  /// A question in a forum, and its answers.
  case confusions = "Three confusions about RetinaNet, and the answers of an author of keras-retinanet"
  /// On Keras.
  case keras = "Why are Keras RetinaNet results poor?"
  /// None of these: what readers of this project ask besides.
  case readers = "Readers of this project"
}

/// A place in a paper.
public struct PaperSection: Sendable, Hashable {
  /// The paper.
  public let paper: Paper
  /// "3.2", "Table 1b", "Appendix B".
  public let section: String

  /// "Focal Loss for Dense Object Detection, section 3.2".
  public var text: String {
    "\(paper.title), \(section.first.map(\.isNumber) == true ? "section " : "")\(section)"
  }

  /// A section of Lin et al., "Focal Loss for Dense Object Detection".
  static func focal(_ section: String) -> PaperSection { PaperSection(paper: .focalLoss, section: section) }
  /// A section of Lin et al., "Feature Pyramid Networks for Object Detection".
  static func pyramid(_ section: String) -> PaperSection { PaperSection(paper: .pyramid, section: section) }
  /// A section of Ren et al., "Faster R-CNN".
  static func proposals(_ section: String) -> PaperSection { PaperSection(paper: .fasterRCNN, section: section) }
  /// A section of another paper.
  static func other(_ paper: Paper, _ section: String) -> PaperSection { PaperSection(paper: paper, section: section) }
}

/// The papers that answers point to.
public enum Paper: String, Sendable, CaseIterable {
  /// Lin et al., 2017.
  case focalLoss = "1708.02002"
  /// Lin et al., 2016.
  case pyramid = "1612.03144"
  /// Ren et al., 2015.
  case fasterRCNN = "1506.01497"
  /// Shrivastava et al., 2016.
  case mining = "1604.03540"
  /// Bodla et al., 2017.
  case softSuppression = "1704.04503"
  /// Redmon and Farhadi, 2016.
  case yolo9000 = "1612.08242"
  /// Zhang et al., 2019.
  case atss = "1912.02424"
  /// Tian et al., 2019.
  case fcos = "1904.01355"
  /// Lin et al., 2014.
  case coco = "1405.0312"
  /// Kingma and Ba, 2014.
  case adam = "1412.6980"
  /// Loshchilov and Hutter, 2019.
  case adamW = "1711.05101"
  /// Wu and He, 2018.
  case groupNormalization = "1803.08494"

  /// Its title.
  public var title: String {
    switch self {
    case .focalLoss: "Focal Loss for Dense Object Detection"
    case .pyramid: "Feature Pyramid Networks for Object Detection"
    case .fasterRCNN: "Faster R-CNN: Towards Real-Time Object Detection with Region Proposal Networks"
    case .mining: "Training Region-based Object Detectors with Online Hard Example Mining"
    case .softSuppression: "Soft-NMS: Improving Object Detection With One Line of Code"
    case .yolo9000: "YOLO9000: Better, Faster, Stronger"
    case .atss: "Bridging the Gap Between Anchor-based and Anchor-free Detection via Adaptive Training Sample Selection"
    case .fcos: "FCOS: Fully Convolutional One-Stage Object Detection"
    case .coco: "Microsoft COCO: Common Objects in Context"
    case .adam: "Adam: A Method for Stochastic Optimization"
    case .adamW: "Decoupled Weight Decay Regularization"
    case .groupNormalization: "Group Normalization"
    }
  }

  /// Where it can be read.
  public var address: String { "https://arxiv.org/abs/\(rawValue)" }
}

extension Question {
  /// The 48 of five documents, in their order, and what readers ask besides.
  public static let all: [Question] =
    backgroundQuestions + articleAnchorQuestions + articleTrainingQuestions + chapterQuestions + confusionQuestions
    + kerasQuestions + readerQuestions
}

// Words in readers' own order find what they mean: plain ones, misspelt ones, and some that no question knows.

import Testing

@testable import Questions

@Suite("Searching questions")
struct QuestionSearchTests {
  @Test("A question's own text finds it first", arguments: Question.all)
  func itself(_ question: Question) {
    #expect(QuestionSearch(question.text).hits.first?.question.id == question.id)
  }

  @Test("A reader's words find what they mean")
  func words() {
    let asked = [
      ("why only background", 1), ("two stage?", 2), ("learning rate too low", 6), ("image pyramid", 13),
      ("is 384 right", 20), ("prior bias", 21), ("nms threshold", 25), ("backpropagation of two heads", 26),
      ("YOLO", 29), ("replace the head", 32), ("softmax or sigmoid", 39), ("k-means", 41), ("γ 1.5", 43),
      ("batch size adam", 44), ("ImageDataGenerator", 46),
    ]
    for (text, id) in asked { #expect(QuestionSearch(text).hits.first?.question.id == id, "\(text)") }
  }

  @Test("158 ways to ask find a question that answers", arguments: Asked.plain)
  func asked(_ asked: (text: String, ids: [Int])) {
    let found = QuestionSearch(asked.text).hits.first?.question.id ?? 0
    #expect(asked.ids.contains(found), "\(asked.text): found \(found)")
  }

  @Test("Misspelt words are taken for those that were meant", arguments: Asked.misspelt)
  func misspelt(_ asked: (text: String, ids: [Int])) {
    let search = QuestionSearch(asked.text)
    let found = search.hits.first?.question.id ?? 0
    #expect(asked.ids.contains(found), "\(asked.text): found \(found), \(search.taken)")
  }

  @Test("What is no matter of RetinaNet finds nothing", arguments: Asked.foreign)
  func foreign(_ text: String) {
    #expect(QuestionSearch(text).hits.isEmpty)
  }

  @Test("Endings, British spelling and doubled letters make no other word; short words stay")
  func stems() {
    let same = [
      ("anchors", "anchor"), ("flipped", "flip"), ("labelled", "label"), ("normalise", "normalization"),
      ("detector", "detection"), ("classes", "class"), ("assignment", "assign"), ("ignored", "ignores"),
    ]
    for (one, other) in same { #expect(QuestionWords.stem(one) == QuestionWords.stem(other), "\(one), \(other)") }
    #expect(
      QuestionWords.stem("loss") == "loss" && QuestionWords.stem("bias") == "bia" && QuestionWords.stem("p7") == "p7")
    #expect(QuestionWords.stems("dataset, data set") == QuestionWords.stems("the data sets"))
  }

  @Test("Only the first 1 000 characters are looked at: a word of 100 000 is answered at once, and so are 20 000 words")
  func long() {
    let asked = "is 384 right"
    for rest in [String(repeating: "x", count: 100_000), String(repeating: "anchros ", count: 20_000)] {
      let short = rest.prefix(QuestionSearch.longest - asked.count - 1)
      let (cut, whole) = (QuestionSearch("\(asked) \(short)"), QuestionSearch("\(asked) \(rest)"))
      #expect(whole.hits.map(\.question.id) == cut.hits.map(\.question.id))
      #expect(whole.unknown == cut.unknown && whole.taken == cut.taken)
    }
    // A letter with 100 000 marks is one character to Swift.
    let marked = QuestionSearch("a" + String(repeating: "\u{301}", count: 100_000))
    #expect(marked.unknown.allSatisfy { $0.unicodeScalars.count <= QuestionSearch.longest })
  }

  @Test("Case, plural, order and Greek letters do not matter")
  func forms() {
    func ids(_ text: String) -> [Int] { QuestionSearch(text).hits.map(\.question.id) }
    #expect(ids("Anchor Borders") == ids("borders anchors"))
    #expect(ids("alpha") == ids("α"))
    #expect(!ids("alpha").isEmpty)
  }

  @Test("Words that no question has are named; nothing and only common words find nothing")
  func unknown() {
    let search = QuestionSearch("zebra prior")
    #expect(search.unknown == ["zebra"])
    #expect(search.hits.first?.question.id == 21)
    #expect(QuestionSearch("").hits.isEmpty && QuestionSearch("why is it").hits.isEmpty)
    #expect(QuestionSearch("quetzalcoatl").hits.isEmpty)
  }

  @Test("At most as many as asked for, by falling score")
  func limits() {
    let hits = QuestionSearch("anchors loss", limit: 5).hits
    #expect(hits.count <= 5 && hits.count > 1)
    #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score })
  }
}

// MARK: - What is asked

enum Asked {
  /// What readers type, and the questions of which one must come first.
  static let plain: [(text: String, ids: [Int])] = [
    ("my model only outputs background", [1]), ("why does my detector find nothing", [1]),
    ("no boxes predicted at all", [1]), ("is it one stage or two stage", [2]),
    ("does retinanet have region proposals", [2, 30, 15]), ("num positives is almost zero", [3]),
    ("my bounding boxes are mislabeled", [4]), ("bad ground truth", [4]),
    ("what iou threshold should i use for matching", [5]), ("iou cutoff too strict", [5]),
    ("0.4 0.5 thresholds", [5]), ("loss doesn't go down", [6]), ("loss is stuck", [6]),
    ("my loss stays at 0.7 and doesnt decrease", [6]), ("how long do i have to train", [6, 54]),
    ("not converging", [6]), ("AnchorGenerator sizes error torchvision", [7]),
    ("expected tuple of tuples anchor sizes", [7]), ("use FastRCNNPredictor with retinanet", [8]),
    ("can i swap faster r-cnn loss for focal loss", [8]), ("does data augmentation fix class imbalance", [11]),
    ("learns training set by heart / overfitting", [52]), ("val mAP much lower than train", [52]),
    ("what's an anchor box", [12]), ("where does 100k anchors come from", [12]),
    ("what does the feature pyramid network do", [13, 14]), ("what are P3 to P7", [12, 13, 14, 17]),
    ("receptive field of P7", [14]), ("difference rpn retinanet", [15]),
    ("anchors that go over the image border", [16]), ("what happens to anchors partly outside of the picture", [16]),
    ("which pyramid level is an object assigned to", [17]), ("how are gt boxes matched to levels", [17]),
    ("what scales and ratios do anchors have", [18, 42, 12]), ("how many anchors per location 9 or 15", [18]),
    ("what is focal loss", [19]), ("explain the focal loss formula", [19]),
    ("how do easy examples get down weighted", [19]), ("is the article wrong about 0.4667", [20]),
    ("why is the bias initialised to -4.6", [21]), ("what is pi 0.01", [21]), ("initial loss huge", [21, 51]),
    ("loss explodes in the first iterations", [21, 51]), ("nan loss", [51]),
    ("best alpha and gamma combination", [22, 43]), ("l1 vs l2 regression loss", [23]), ("weight decay value", [24]),
    ("momentum", [24]), ("what is non maximum suppression", [25]), ("confidence threshold at test time", [25, 31]),
    ("how are classification and box loss added", [26]), ("can it detect tiny things in satellite images", [27]),
    ("hard negative mining vs focal loss", [28]), ("retinanet vs yolov3", [29]), ("retinanet vs ssd", [29, 28]),
    ("faster rcnn vs retinanet", [30]), ("run pretrained torchvision model on a photo", [31]),
    ("scores are all very low", [1, 31]), ("fine tune pretrained model with new classes", [32]),
    ("number of classes plus one for background?", [32, 35, 39]), ("imbalanced dataset", [33]),
    ("anchor free detectors", [34]), ("what is centerness", [34]), ("multi label", [37]),
    ("two classes for the same box", [37]), ("bbox regression targets formula", [38]),
    ("how are the offsets encoded dx dy dw dh", [38]), ("why log of width", [38]),
    ("why sigmoid instead of softmax", [39]), ("binary cross entropy or categorical", [39]),
    ("x1y1x2y2 or cxcywh", [40]), ("kmeans anchors", [41]), ("optimize anchors for my dataset", [41]),
    ("do my anchors cover my objects", [41]), ("linear scaling rule learning rate", [44]),
    ("can i rotate images", [45]), ("flip boxes with image keras", [46]),
    ("keras focal loss argument gamma TypeError", [47]), ("small medium large coco area", [48]),
    ("how do i install cuda", [54]), ("how to export to onnx", [55]), ("batch norm frozen", [56]),
    ("why are there no bounding boxes in the output of my network", [1]), ("all my predicted scores are 0.01", [1]),
    ("retinanet outputs nothing for every picture", [1]), ("one shot detectors", [2]),
    ("anchors matched per image is 0", [3]), ("why so few positives", [3]), ("can wrong labels ruin training", [4]),
    ("what if 10 percent of boxes are missing", [4]), ("should the positive iou be 0.5 or 0.7", [5, 15]),
    ("when is an anchor ignored", [5, 16, 3]), ("why is my training so slow to converge", [6, 54]),
    ("underfitting", [6]), ("loss plateau", [6]), ("sizes argument of AnchorGenerator", [7]),
    ("difference between recall and precision", [9]), ("random search or grid search", [10]),
    ("should i use colour jitter", [11]), ("number of anchors for an 800x800 image", [12]),
    ("purpose of the feature pyramid", [13, 14]), ("image pyramids are slow", [13]), ("top down pathway", [14]),
    ("256 sampled anchors", [15]), ("cross-boundary anchors", [16]), ("assign objects to P3..P7", [17]),
    ("3 scales x 3 aspect ratios", [18]), ("what's the modulating factor", [19]),
    ("focal loss numbers example", [19]), ("gamma = 2 meaning", [19, 43]),
    ("i computed 0.4663 but the blog says 0.4667", [20]), ("bias init", [21]), ("why -4.595", [21]),
    ("what does pi mean in retinanet", [21]), ("alpha 0.25 vs 0.75", [22, 43, 33, 19]), ("smoothl1", [23]),
    ("learning rate decay steps", [24]), ("nms iou threshold", [25]), ("max detections", [25]),
    ("many overlapping boxes for the same thing", [25]), ("shared heads", [26, 56]),
    ("online hard example mining", [28]), ("yolo vs retinanet speed accuracy", [29]),
    ("does retinanet use roi align", [30]), ("which score threshold should i show", [31, 25]),
    ("i only have 2 classes how do i change the head", [32]), ("number of classes with background", [32, 35]),
    ("alpha balanced by class frequency", [33]), ("anchor free", [34]), ("atss", [34]),
    ("one hot target with background", [35, 32]), ("what happens when an object is missed", [36]),
    ("why divide by anchor width", [38]), ("regression target log", [38]), ("sigmoid", [39]),
    ("corner regression", [40]), ("aspect ratio of my objects does not fit", [41]), ("anchor sizes 16 32 48", [42]),
    ("gamma 1.5", [43]), ("batch size and learning rate", [44]), ("adamw learning rate", [44]),
    ("rotation augmentation", [45]), ("boxes not rotated with image", [46]), ("categorical crossentropy gamma", [47]),
    ("size distribution of objects", [48]), ("iou formula", [49]), ("ap50 vs ap75", [50]),
    ("mean average precision", [50]), ("nan in loss after 100 iterations", [51]), ("loss normaliser", [53]),
    ("why divide the loss by positives", [53]), ("do i need cuda", [54]), ("apple silicon gpu", [54]),
    ("convert to onnx", [55]), ("pytorch weights", [55]), ("freeze batchnorm", [56]), ("groupnorm", [56]),

  ]

  static let misspelt: [(text: String, ids: [Int])] = [
    ("backgroud only", [1, 35]), ("sofmax vs sigmiod", [39]), ("ancor boxes", [12]), ("featur piramid", [13, 14]),
    ("lerning rate to low", [6]), ("non maximun supression", [25]), ("augmentaton", [11, 45]),
    ("precison recal", [9]), ("imbalanse", [33, 11]), ("prioir probabilty", [21]), ("threshhold iou", [5]),
    ("anotations are bad", [4]), ("overfiting", [52]), ("fokal loss", [19]), ("gama alpha", [22, 43, 19]),
    ("inbalance", [33, 11]), ("intersecton over unoin", [49]),
  ]

  static let foreign = [
    "what is the weather", "how to bake bread", "keypoint pose estimation", "docker", "vision transformer attention",
    "transformer detr", "mixup mosaic", "what licence",
  ]
}

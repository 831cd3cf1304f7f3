// The same questions as others ask them: the search compares what was asked with each. No answer is made here.

extension Question {
  /// Other wordings, by the number of the question.
  static let wordings: [Int: [String]] = [
    1: [
      "my model predicts only background", "the detector finds nothing", "no detections, no boxes at all",
      "everything is classified as background", "all scores are very low",
    ],
    2: [
      "one-stage or two-stage", "single-shot detector", "are there stages",
    ],
    3: [
      "not enough positive anchors", "how many anchors are positive", "number of positives is near zero",
      "what does pos in the progress line mean", "no anchor is matched",
    ],
    4: [
      "some objects are not annotated", "labels are noisy", "the boxes are mislabeled",
      "bad or inaccurate ground truth", "annotation noise", "boxes are missing",
    ],
    5: [
      "which IoU threshold for matching", "what IoU makes an anchor positive", "thresholds 0.5 and 0.4",
    ],
    6: [
      "the loss does not go down", "the loss is stuck", "training does not converge", "how long must I train",
      "how many epochs", "what learning rate",
    ],
    7: [
      "torchvision anchor generator error", "sizes must be a tuple of tuples, one for each level",
    ],
    8: [
      "use faster r-cnn's code with the focal loss", "FastRCNNPredictor in RetinaNet",
      "swap the loss of Faster R-CNN for the focal loss",
    ],
    9: [
      "what is the difference between precision and recall", "F1 score of my detector", "confusion matrix",
      "accuracy of a detector",
    ],
    10: [
      "tune hyperparameters", "hyperparameter search", "sweep of settings", "optuna",
    ],
    11: [
      "does augmentation fix class imbalance", "more data by flipping", "data augmentation for few pictures",
    ],
    12: [
      "what is an anchor box", "how many anchors are there in total", "where do 100 000 anchors come from",
      "default boxes, prior boxes", "anchors of P3 P4 P5 P6 P7", "number of anchors for an image",
    ],
    13: [
      "why do we need FPN", "what is a feature pyramid network", "multi-scale features", "image at several scales",
    ],
    14: [
      "receptive field", "lateral connections", "top-down pathway", "what does the feature pyramid do",
      "low-level and high-level features",
    ],
    15: [
      "what is a region proposal network", "RPN thresholds", "difference of RPN and RetinaNet",
    ],
    16: [
      "anchors that cross the border", "anchors partly outside the picture", "anchors over the edge",
    ],
    17: [
      "which pyramid level does an object belong to", "are ground truth boxes matched to levels",
      "object size and level P3 P7",
    ],
    18: [
      "9 or 15 anchors per location", "scales and aspect ratios of anchors", "how many anchors per cell",
    ],
    19: [
      "what is the focal loss", "explain the formula of the focal loss", "what does gamma do", "what does alpha do",
      "why not plain cross entropy", "how are easy examples down-weighted", "modulating factor",
    ],
    20: [
      "is the article wrong", "misprint in the article", "mistakes in the worked example", "0.4663 or 0.4667",
    ],
    21: [
      "why is the bias initialized to -4.6", "what is pi = 0.01", "the first loss is huge",
      "the loss explodes in the first iterations", "initial bias of the classification head",
    ],
    22: [
      "relation of alpha and gamma", "choose alpha for a given gamma", "alpha and gamma together",
    ],
    23: [
      "huber loss", "what is beta in smooth L1", "L1 or L2 for boxes", "box regression loss",
    ],
    24: [
      "when to drop the learning rate", "weight decay and momentum", "learning rate schedule of the paper",
      "step decay, milestones, warmup",
    ],
    25: [
      "what is non-maximum suppression", "NMS threshold", "how many detections per image",
      "score threshold at test time", "duplicate boxes on one object", "several boxes on the same object",
    ],
    26: [
      "do the two subnets share weights", "how are the classification and box losses added",
      "backward pass through both heads", "one loss for classification and regression",
    ],
    27: [
      "small object detection", "tiny things in aerial or satellite pictures", "objects close together, crowds",
      "drones",
    ],
    28: [
      "what is OHEM", "hard negative mining", "sampling of negatives 3:1", "SSD",
    ],
    29: [
      "RetinaNet versus YOLO", "is YOLO faster", "compare with YOLOv3 and YOLOv8",
    ],
    30: [
      "RetinaNet versus Faster R-CNN", "where are the region proposals", "no RoI pooling",
    ],
    31: [
      "run a pretrained model on a photograph", "confidence threshold for pictures", "which scores to show",
    ],
    32: [
      "train on my own classes", "fine-tune with new classes", "transfer learning",
      "how many classes, plus one for background?", "change num_classes",
    ],
    33: [
      "rare classes", "class weights", "imbalanced data set", "long tail", "one class has few examples",
    ],
    34: [
      "anchor-free detectors", "what is center-ness", "adaptive training sample selection",
      "which anchors are positive without an IoU threshold",
    ],
    35: [
      "is there an objectness score", "what label does a background anchor get", "where is confidence",
      "is background a class",
    ],
    36: [
      "penalty for missed objects", "an object is missed", "does the loss punish a missed object", "false negatives",
    ],
    37: [
      "multi-label", "two classes for one box", "can a box have two labels", "objects of different classes overlap",
    ],
    38: [
      "box regression targets", "dx dy dw dh", "how are offsets encoded", "why the logarithm of the width",
      "tx ty tw th formula",
    ],
    39: [
      "why sigmoid and not softmax", "binary or categorical cross entropy", "independent classifiers",
    ],
    40: [
      "xmin ymin xmax ymax or center and size", "x1 y1 x2 y2 or cx cy w h", "corner coding",
    ],
    41: [
      "k-means anchors", "fit anchors to my data set", "optimize anchors for my objects",
      "do anchors cover my objects", "best anchor sizes for my data", "clustering of box shapes",
    ],
    42: [
      "five ratios", "anchor sizes for small objects", "smaller anchors",
    ],
    43: [
      "what gamma should I use", "best gamma and alpha", "gamma 1.5 alpha 0.35",
    ],
    44: [
      "which batch size", "Adam or SGD", "linear scaling rule", "learning rate for a larger batch",
    ],
    45: [
      "too much augmentation", "can I rotate pictures", "strong augmentation hurts",
    ],
    46: [
      "flip boxes with the picture", "boxes are not transformed with the image", "ImageDataGenerator",
    ],
    47: [
      "Keras focal loss argument gamma", "TypeError unexpected keyword gamma", "CategoricalFocalCrossentropy",
    ],
    48: [
      "histogram of object sizes", "small, medium and large objects", "statistics of my data set",
      "how large are my objects",
    ],
    49: [
      "what is intersection over union", "how is IoU computed", "jaccard index of boxes",
    ],
    50: [
      "what is mAP", "how is average precision computed", "what does AP50 mean", "what is a good mAP",
      "precision-recall curve",
    ],
    51: [
      "loss is NaN", "loss becomes infinite", "nan after some steps", "gradients explode",
    ],
    52: [
      "my model overfits", "training AP is high and validation AP low", "validation mAP much lower than training",
      "it memorizes the training set", "how many pictures do I need", "how much data do I need",
    ],
    53: [
      "normalize the loss by the number of positives", "sum or mean of the loss", "reduction of the loss",
      "why divide by positives",
    ],
    54: [
      "does it run on a GPU", "how fast is training", "how long does training take", "training is slow",
      "how much memory",
    ],
    55: [
      "export to ONNX", "load weights in PyTorch", "convert torchvision weights", "save and load a model",
      "use it in production",
    ],
    56: [
      "batch norm with small batches", "why is batch norm frozen", "group norm or batch norm",
    ],
    57: [
      "results differ between runs", "is training deterministic", "random seed", "reproduce a result",
      "different results every time",
    ],
  ]
}

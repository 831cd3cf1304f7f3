// A kind of file in words: what it is, and what to do with it where another was expected.

extension FileKind {
  /// What it is, for a sentence: "a PNG picture".
  package var name: String {
    switch self {
    case .torch: "a file of torch.save"
    case .pickle: "a Python pickle"
    case .zip: "a zip archive"
    case .gzip: "a gzip file"
    case .bzip2: "a bzip2 file"
    case .xz: "an xz file"
    case .zstandard: "a Zstandard file"
    case .sevenZip: "a 7z archive"
    case .tar: "a tar archive"
    case .hdf5: "an HDF5 file, as Keras writes"
    case .keras: "a model of Keras"
    case .numpy: "an array of NumPy"
    case .onnx: "an ONNX model"
    case .tensorFlowLite: "a TensorFlow Lite model"
    case .gguf: "a GGUF file, a language model"
    case .safetensors: "a safetensors file: weights, or a checkpoint"
    case .safetensorsIndex: "the list of the parts of divided weights"
    case .png: "a PNG picture"
    case .jpeg: "a JPEG picture"
    case .gif: "a GIF"
    case .bitmap: "a Windows bitmap (BMP)"
    case .webP: "a WebP picture"
    case .tiff: "a TIFF"
    case .heic: "a HEIC or AVIF picture"
    case .jpeg2000: "a JPEG 2000"
    case .video: "a video (MP4 or QuickTime)"
    case .pdf: "a PDF"
    case .cocoAnnotations: "COCO annotations"
    case .cocoResults: "results of a detector"
    case .metrics: "the log of a run"
    case .json: "JSON"
    case .labelme: "labelme's own file of one picture"
    case .viaProject: "VIA's own project"
    case .labelStudio: "Label Studio's own JSON"
    case .createML: "annotations for Create ML"
    case .fiftyOne: "FiftyOne's own dataset"
    case .supervisely: "Supervisely's own file of one picture"
    case .vott: "VoTT's own project"
    case .cvatJob: "CVAT's own file of a job"
    case .bdd100K: "labels of BDD100K"
    case .sageMaker: "a manifest of SageMaker Ground Truth"
    case .html: "a web page"
    case .xml: "XML"
    case .lfsPointer: "a pointer of Git LFS"
    case .utf16: "text in UTF-16"
    case .utf32: "text in UTF-32"
    case .zeros: "nothing but bytes of 0"
    case .empty: "an empty file"
    }
  }

  /// What to do with it whatever was expected; nil: nothing that is known.
  package var advice: String? {
    switch self {
    case .gzip, .bzip2, .xz, .zstandard, .sevenZip, .tar, .zip: "unpack it"
    case .lfsPointer: "fetch the file itself: git lfs pull"
    case .html: "it is what a server answered instead of the file; fetch it again"
    case .utf16, .utf32: "save it as UTF-8"
    case .zeros: "it was not copied whole; fetch it again"
    case .labelme, .viaProject, .labelStudio, .createML, .fiftyOne, .supervisely, .vott, .cvatJob, .bdd100K, .sageMaker:
      "export as COCO there, or convert it"
    default: nil
    }
  }

  /// What it is, and what to do with it: "a gzip file; unpack it".
  package var nameWithAdvice: String { advice.map { "\(name); \($0)" } ?? name }

  /// What to do with it where weights are expected; nil: nothing that is known.
  package var adviceForWeights: String? {
    switch self {
    case .torch:
      "convert it in Python: from safetensors.torch import save_file; save_file(torch.load(\"in.pth\", "
        + "map_location=\"cpu\"), \"out.safetensors\"); of a checkpoint only its weights, often [\"model\"] or "
        + "[\"state_dict\"]"
    case .pickle, .numpy, .hdf5, .keras, .onnx, .tensorFlowLite:
      "convert it in Python: save its tensors by name with safetensors.numpy.save_file"
    case .safetensorsIndex: "join the parts in Python, with safetensors.torch.load_file and save_file"
    case .png, .jpeg, .gif, .bitmap, .webP, .tiff, .heic, .jpeg2000, .video:
      "weights and pictures are different arguments: look at --weights"
    case .cocoAnnotations: "give it as --annotations"
    case .cocoResults: "give it to 'evaluate --results'"
    case .metrics: "the weights are beside it"
    default: advice
    }
  }
}

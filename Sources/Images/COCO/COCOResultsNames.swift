// Results whose ids mean other things than those of the annotations, brought together by names of files and classes.

extension COCOResults {
  /// The same results with the file's ids, if their own are the names of its pictures' files, with or without the
  /// ending, or the numbers in them ("000000000139.jpg" is 139), as ultralytics and others write them.
  ///
  /// Nil if the file lists any of the ids, or if one is the name of no picture or of two.
  public func withIDs(ofFileNamesIn file: COCOFile) -> COCOResults? {
    let listed = Set(file.images.map(\.id))
    let used = Set(entries.map(\.imageID))
    guard !used.isEmpty, used.isDisjoint(with: listed) else { return nil }
    var idsOfName: [String: Set<COCOIdentifier>] = [:]
    for image in file.images where !image.fileName.isEmpty {
      let stem = PictureName.stem(image.fileName)
      for name in [PictureName.key(image.fileName), stem, Int(stem).map { "\($0)" } ?? stem] {
        idsOfName[name, default: []].insert(image.id)
      }
    }
    var renamed = entries
    for index in renamed.indices {
      let name = PictureName.key(renamed[index].imageID.name)
      guard let ids = idsOfName[name], ids.count == 1, let id = ids.first else { return nil }
      renamed[index].imageID = id
    }
    return COCOResults(entries: renamed)
  }

  /// True if the pictures that the results name have one file name in both files, and their classes one name.
  public func hasNames(of old: COCOFile, in new: COCOFile) -> Bool {
    func agree(_ used: Set<COCOIdentifier>, _ old: [COCOIdentifier: String], _ new: [COCOIdentifier: String]) -> Bool {
      used.allSatisfy { old[$0] != nil && old[$0] == new[$0] }
    }
    return agree(Set(entries.map(\.imageID)), old.namesOfPictures, new.namesOfPictures)
      && agree(Set(entries.map(\.categoryID)), old.namesOfCategories, new.namesOfCategories)
  }

  /// The same results with the ids of another file, by the names of picture files, folders apart, and of classes.
  ///
  /// A class without namesake there gets an id that no file has. Nil unless every picture of the results has just one
  /// namesake.
  public func renamed(from old: COCOFile, to new: COCOFile) -> COCOResults? {
    let (pictures, classes) = (old.namesOfPictures, old.namesOfCategories)
    let ids = Dictionary(grouping: new.namesOfPictures, by: \.value).mapValues { $0.map(\.key) }
    let classIDs = Dictionary(new.categories.map { ($0.name, $0.id) }, uniquingKeysWith: { first, _ in first })
    var renamed: [Entry] = []
    for var entry in entries {
      guard let name = pictures[entry.imageID], let id = ids[name], id.count == 1,
        let className = classes[entry.categoryID]
      else { return nil }
      entry.imageID = id[0]
      entry.categoryID = classIDs[className] ?? .text("class \(className)")
      renamed.append(entry)
    }
    return COCOResults(entries: renamed)
  }
}

extension COCOFile {
  /// The names of the pictures' files without folders, by id.
  fileprivate var namesOfPictures: [COCOIdentifier: String] {
    Dictionary(images.map { ($0.id, PictureName.key($0.fileName)) }, uniquingKeysWith: { first, _ in first })
  }

  fileprivate var namesOfCategories: [COCOIdentifier: String] {
    Dictionary(categories.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
  }
}

// The names of COCO's categories, as torchvision's detectors number them.

/// COCO's categories by their official identifiers.
public enum COCOCategories {
  /// 91 names: COCO's identifiers 1 to 90, at 0 torchvision's background, and "N/A" where COCO has no category.
  ///
  /// A torchvision detector's label is an index into these, and so is COCO's `category_id`: nothing is to be
  /// subtracted. Neither the background nor "N/A" ever had an object in training; what scores there is noise.
  public static let torchvision: [String] =
    ("__background__,person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,N/A,stop sign,"
    + "parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,N/A,backpack,umbrella,N/A,N/A,handbag,"
    + "tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,"
    + "tennis racket,bottle,N/A,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,"
    + "pizza,donut,cake,chair,couch,potted plant,bed,N/A,dining table,N/A,N/A,toilet,N/A,tv,laptop,mouse,remote,keyboard,"
    + "cell phone,microwave,oven,toaster,sink,refrigerator,N/A,book,clock,vase,scissors,teddy bear,hair drier,toothbrush")
    .split(separator: ",").map(String.init)
}

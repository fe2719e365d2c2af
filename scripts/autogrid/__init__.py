"""What the scripts of the workflow import, in rooms: each is named for what it knows.

config      the config and its schema: defaults, the grid's configurations, their names; published errors
data        images: where they come from, their layouts and formats, how they are split and stored
provenance  what a result was made from: digests of code, versions, records
start       what happens when a run begins
job         what every job does: its log, its GPU, the shared import
model       autoencoders and principal components: built, trained, stored, applied
measure     metrics, and the tables they are joined in
findings    what the tables say, in sentences
compress    codes as bytes in a file, and back; other formats to compare with
classify    classifiers that predict the classes of images from their codes
draw        what figures have in common
page        the report and comparisons as a self-contained page
verify      results made again and compared
"""
